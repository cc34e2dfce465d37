/** Facts of the database at the last count, because a scrape must not query it. Every worker and every node knows them, so they are not added up. */
import { Gauge, type Registry } from 'prom-client'

export interface Counted {
  /** Committed pushes that are not published, and the age of the oldest. */
  outbox: { pushes: number; oldestSeconds: number }
  /** What waits for payment services. */
  unsettled: object
  /** What waits to be sent to people, by channel. */
  messages: Readonly<Record<string, { waiting: number; failing: number; oldestSeconds: number }>>
  /** Orders that the shop should have confirmed by now. */
  unconfirmed: number
  /** Connections of the database server, and how many it allows. */
  connections: { open: number; limit: number }
  /** The result of the last check of the books, and when it was, in seconds since 1970. */
  books: { differences: number; checkedAt: number }
}

export const registerBacklog = (registry: Registry, counted: Counted): void => {
  const fact = <Label extends string>(name: string, help: string, labelNames: readonly Label[], read: (this: Gauge<Label>) => void) =>
    new Gauge({ name: `customerbackend_${name}`, help, labelNames, registers: [registry], aggregator: 'max', collect: read })

  fact('outbox_depth', 'Committed pushes that are not published.', [], function () {
    this.set(counted.outbox.pushes)
  })
  fact('outbox_oldest_seconds', 'The age of the oldest committed push that is not published.', [], function () {
    this.set(counted.outbox.oldestSeconds)
  })
  fact(
    'payments_unsettled',
    'Waiting calls to payment services (calls), those of them that were tried five times or more (retried), pending refunds (refunds), and refunds that keep failing (failing).',
    ['what'],
    function () {
      for (const [what, count] of Object.entries(counted.unsettled)) this.set({ what }, count)
    },
  )
  fact(
    'messages_waiting',
    'Messages to people that wait to be sent (counted up to 10,000), and those of them that keep failing.',
    ['channel', 'what'],
    function () {
      for (const [channel, { waiting, failing }] of Object.entries(counted.messages)) {
        this.set({ channel, what: 'all' }, waiting)
        this.set({ channel, what: 'failing' }, failing)
      }
    },
  )
  fact('messages_oldest_seconds', 'For how long the oldest message has waited that should have been sent.', ['channel'], function () {
    for (const [channel, { oldestSeconds }] of Object.entries(counted.messages)) this.set({ channel }, oldestSeconds)
  })
  fact('orders_unconfirmed', 'Orders that the shop has not confirmed within the time of its file (confirmWithinMinutes).', [], function () {
    this.set(counted.unconfirmed)
  })
  fact(
    'database_server_connections',
    'Connections to the server of the database, by any program (open), and how many it allows to roles that are no superusers (limit).',
    ['what'],
    function () {
      for (const [what, count] of Object.entries(counted.connections)) this.set({ what }, count)
    },
  )
  fact('books_differences', 'Differences that `books check` has found, and that no check has found mended since.', [], function () {
    this.set(counted.books.differences)
  })
  fact('books_checked_timestamp_seconds', 'When `books check` ran last, in seconds since 1970. 0: never.', [], function () {
    this.set(counted.books.checkedAt)
  })
}
