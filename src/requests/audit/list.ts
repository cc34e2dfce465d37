import type { z } from 'zod'
import * as contract from '../../contract/index.ts'
import { recordAudit } from '../../database/audit.ts'
import { readPage } from '../../database/page.ts'
import { AppError } from '../../errors.ts'
import { type CallerContext, forCaller } from '../kinds/handler.ts'
import { contentTypes } from '../order/report.ts'
import { auditQuery } from './query.ts'

type Input = z.output<typeof contract.auditList.input>

const fileOf = ({ input, database, reports, caller }: CallerContext<Input>) =>
  reports.limit(caller.accountId, async () => {
    const { from, to, actorId, orderId, format } = input
    const { role: actor, accountId, sessionId } = caller
    await recordAudit(database, {
      event: contract.auditList.event,
      actor,
      actorId: accountId,
      sessionId,
      orderId,
      payload: { from, to, actorId, format },
    })
    const entries: contract.AuditLogEntry[] = []
    let cursor: string | undefined
    do {
      const { items, next } = await readPage<contract.AuditLogEntry>(database, { ...auditQuery({ ...input, cursor }), limit: 1000 })
      entries.push(...items)
      cursor = next.nextCursor
    } while (cursor !== undefined && entries.length < contract.maxAuditRows)
    const content = await reports.render({ entries: entries.slice(0, contract.maxAuditRows) })
    // the page is in the same answer
    if (content.byteLength > contract.maxAnswerBytes / 2) throw new AppError('report_too_large')
    return { fileName: 'activity.csv', contentType: contentTypes.csv, content }
  })

export const auditList = forCaller(contract.auditList, async (context) => {
  const { input, database } = context
  const { items, next } = await readPage<contract.AuditLogEntry>(database, { ...auditQuery(input), limit: input.limit })
  return { entries: items, ...next, ...(input.format && { file: await fileOf(context) }) }
})
