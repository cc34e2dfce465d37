/** The entry that a request leaves in the audit log. */
import { z } from 'zod'
import { type Request, recordableOf } from '../../contract/index.ts'
import type { AuditEntry } from '../../database/audit-entry.ts'
import type { Caller } from '../../requests/kinds/handler.ts'

/** Which order and which account the payload names. */
const named = z.object({ orderId: z.string().optional(), accountId: z.string().optional(), courierId: z.string().optional() }).catch({})

export const entryOf = ({ event, input }: Request, payload: unknown, caller: Caller | undefined): AuditEntry => {
  const { orderId, accountId, courierId } = named.parse(payload)
  return {
    event,
    actor: caller?.role ?? 'guest',
    actorId: caller?.accountId,
    sessionId: caller?.sessionId,
    orderId,
    accountId: accountId ?? courierId,
    payload: recordableOf(input, payload),
  }
}
