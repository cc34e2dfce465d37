/** What a client may send again when it had no answer. Without zod: it is in the clients' bundles. */
import type { AnyRequestEvent, IdentifiedEvent } from './calls.ts'

/** The requests that carry a `requestId`: the same one twice has one effect, and one answer. */
export const identifiedEvents: Readonly<Record<IdentifiedEvent, true>> = {
  'order:place': true,
  'order:cancel': true,
  'order:rate': true,
  'order:reorder': true,
  'order:advance': true,
  'order:assign': true,
  'payment:retry': true,
  'payment:collect': true,
  'favorite:save': true,
  'favorite:remove': true,
  'stock:receive': true,
  'notification:broadcast': true,
}

/** What would have a second effect, or is stale by then. Everything else may be sent again. */
export const unrepeatableEvents: readonly AnyRequestEvent[] = [
  'account:sign_up',
  'account:change_password',
  'account:delete',
  'courier:locate',
]
