/** The entry that a request leaves in the audit log. */
import { z } from 'zod'
import { type Request, recordableOf } from '../../contract/index.ts'
import type { AuditEntry } from '../../database/audit-entry.ts'
import type { AppError } from '../../errors.ts'
import type { Caller } from '../../requests/kinds/handler.ts'

/** Which order and which account the payload names. */
const an = z.string().optional()
const named = z.object({ orderId: an, accountId: an, courierId: an, staffId: an }).catch({})

export const entryOf = ({ event, input }: Request, payload: unknown, caller: Caller | undefined): AuditEntry => {
  const { orderId, accountId, courierId, staffId } = named.parse(payload)
  return {
    event,
    actor: caller?.role ?? 'guest',
    actorId: caller?.accountId,
    sessionId: caller?.sessionId,
    orderId,
    accountId: accountId ?? courierId ?? staffId,
    payload: recordableOf(input, payload),
  }
}

/** The same for a failure. `about` says which request it was. */
export const failedOf = (
  caller: Caller | undefined,
  { event, orderId }: { event: string; orderId?: string | undefined },
  { reason, particulars }: AppError,
) => ({
  event,
  refused: reason,
  actor: caller?.role ?? ('guest' as const),
  actorId: caller?.accountId,
  sessionId: caller?.sessionId,
  orderId,
  accountId: particulars.accountId,
})
