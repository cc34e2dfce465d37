import { type LastCheck, neverChecked } from '../books/last-check.ts'
import type { Unpublished } from '../feed/publish.ts'
import { type MessageBacklog, noMessages } from '../messages/backlog.ts'
import { nothingUnsettled, type Unsettled } from '../payments/unsettled.ts'

/** What was waiting at the last count. */
export interface Backlog {
  outbox: Unpublished
  unsettled: Unsettled
  messages: MessageBacklog
  /** Orders that the shop should have confirmed by now. */
  unconfirmed: number
  /** Connections of the database server, and how many it allows. */
  connections: { open: number; limit: number }
  books: LastCheck
}

export const nothingWaits = (): Backlog => ({
  outbox: { pushes: 0, oldestSeconds: 0 },
  unsettled: nothingUnsettled,
  messages: noMessages(),
  unconfirmed: 0,
  connections: { open: 0, limit: 0 },
  books: neverChecked,
})
