import { type MessageBacklog, noMessages } from '../messages/backlog.ts'
import type { Unsettled } from '../payments/unsettled.ts'

/** What was waiting at the last count. */
export interface Backlog {
  /** Committed pushes that are not published. */
  outbox: number
  unsettled: Unsettled
  messages: MessageBacklog
}

export const nothingWaits = (): Backlog => ({
  outbox: 0,
  unsettled: { calls: 0, refunds: 0, failing: 0 },
  messages: noMessages(),
})
