/** Which requests a client may send again when no answer came. Without zod, because the client's bundle contains it. */
import type { AnyRequestEvent, IdentifiedEvent } from './calls.ts'

/** The requests that carry a `requestId`. Sent twice, they have one effect and get one answer. */
export const identifiedEvents: Readonly<Record<IdentifiedEvent, true>> = {
  'order:place': true,
  'order:cancel': true,
  'order:rate': true,
  'order:reorder': true,
  'order:share': true,
  'order:unshare': true,
  'order:advance': true,
  'order:undo': true,
  'order:delay': true,
  'order:amend': true,
  'order:answer_substitution': true,
  'order:assign': true,
  'order:unassign': true,
  'courier:start_shift': true,
  'courier:end_shift': true,
  'cash:hand_over': true,
  'payment:retry': true,
  'payment:collect': true,
  'card:forget': true,
  'order:refund': true,
  'refund:settle': true,
  'favorite:save': true,
  'favorite:remove': true,
  'stock:receive': true,
  'stock:adjust': true,
  'restock:cancel': true,
  'notification:broadcast': true,
  'shop:save': true,
  'category:save': true,
  'category:move': true,
  'category:retire': true,
  'ingredient:save': true,
  'ingredient:retire': true,
  'product:save': true,
  'product:move': true,
  'product:retire': true,
  'promotion:save': true,
  'promotion:retire': true,
  'customer:block': true,
  'customer:unblock': true,
}

/** Requests that would have a second effect, or are out of date by then. Every other request may be sent again. */
export const unrepeatableEvents: readonly AnyRequestEvent[] = [
  'account:sign_up',
  'account:change_password',
  'account:delete',
  'courier:locate',
]
