import type { z } from 'zod'
import * as contract from '../../contract/index.ts'
import type { Queryable } from '../../database/database.ts'
import { AppError } from '../../errors.ts'
import type { Reports } from '../../reports/reports.ts'
import { readSource } from '../../reports/source.ts'
import { forCaller } from '../kinds/handler.ts'

type Input = z.output<typeof contract.orderReport.input>

export const contentTypes = { csv: 'text/csv; charset=utf-8; header=present', pdf: 'application/pdf' }

const nameOf = ({ orderId, adjustment }: Input, { first, days }: { first: number | null; days: string[] }): string => {
  if (adjustment !== undefined) return `credit-note-${first}-${adjustment}`
  return orderId === undefined ? ['orders', ...new Set(days)].join('-') : `order-${first}`
}

interface Services {
  database: Queryable
  reports: Pick<Reports, 'limit' | 'render'>
}

/** Throws `order_not_found`, `adjustment_not_found`, `report_too_large`, and `busy` when too many reports wait. */
export const createReport = ({ database, reports }: Services, accountId: string, input: Input) =>
  reports.limit(accountId, async () => {
    const { source, ...named } = await readSource(database, accountId, input)
    const content = await reports.render({ ...input, source })
    if (content.byteLength > contract.maxAnswerBytes) throw new AppError('report_too_large')
    return { fileName: `${nameOf(input, named)}.${input.format}`, contentType: contentTypes[input.format], content }
  })

export const orderReport = forCaller(contract.orderReport, ({ input, database, reports, caller }) =>
  createReport({ database, reports }, caller.accountId, input),
)
