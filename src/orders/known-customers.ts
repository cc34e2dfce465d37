/** What this node knows of the customers who ask for quotes, so that a quote asks PostgreSQL nothing. */
import type { DietaryRestriction } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'
import { anyOf } from '../database/kept-plans.ts'
import type { Push } from '../database/outbox.ts'
import { createBatcher } from '../queues/batcher.ts'

/** What decides whether an account may place an order. */
export interface Customer {
  dietaryRestrictions: readonly DietaryRestriction[]
  /** The language tag of the account. */
  locale: string
  /** No order has arrived yet: lower limits apply. */
  isNew: boolean
  blocked: boolean
  openOrders: number
  unpaidOrders: number
  /** No promotion for first orders is valid any more (`has_ordered` in SQL). */
  hasOrdered: boolean
  /** How often the account has redeemed each promotion, by id. */
  redeemed: Readonly<Record<string, number>>
}

interface Row extends Customer {
  id: string
  /** The last event of the feed. Whatever changes the orders of an account appends one. */
  seq: number
}

interface Known extends Row {
  readAt: number
}

const sql = `
  select a.id, a.locale, a.dietary_restrictions as "dietaryRestrictions", a.first_delivered_at is null as "isNew", a.blocked_at is not null as blocked,
    n.open as "openOrders", n.unpaid as "unpaidOrders", coalesce(h.seq, 0) as seq,
    has_ordered(a) as "hasOrdered",
    (select coalesce(json_object_agg(r.promotion_id, r.times), '{}') from (
      select promotion_id, count(*) as times from redemptions where account_id = a.id group by promotion_id) r) as redeemed
  from accounts a left join feed_heads h on h.account_id = a.id cross join lateral open_orders(a.id) n where a.id = ${anyOf('$1', 'uuid')}`

/** A change of which this node is not told shows after this time. */
const maxAgeMs = 20_000
const mostKnown = 10_000
const readAtOnce = 256

export class KnownCustomers {
  readonly #read: (accountId: string) => Promise<Row>
  /** The oldest first. */
  readonly #known = new Map<string, Known>()
  /** Changes seldom, and not with an order. The oldest first. */
  readonly #locales = new Map<string, string>()
  /** The latest read of each account that is being read. */
  readonly #reading = new Map<string, object>()

  constructor(database: Queryable) {
    this.#read = createBatcher(async (ids) => {
      const rows = await database.query<Row>(sql, [[...new Set(ids)]])
      const byId = new Map(rows.map((row) => [row.id, row]))
      return ids.map((id) => byId.get(id) ?? new Error(`there is no customer ${id}`))
    }, readAtOnce)
  }

  /** `sentSeq`: the last event of the feed that this node has sent to the customer, when other nodes change the account too. */
  async get(accountId: string, sentSeq = 0): Promise<Customer> {
    const known = this.#known.get(accountId)
    if (known && known.seq >= sentSeq && performance.now() - known.readAt < maxAgeMs) return known
    const reading = {}
    this.#reading.set(accountId, reading)
    const readAt = performance.now()
    try {
      const row = await this.#read(accountId)
      // what was forgotten or read again meanwhile is not kept
      if (this.#reading.get(accountId) === reading) this.#keep({ readAt, ...row })
      return row
    } finally {
      if (this.#reading.get(accountId) === reading) this.#reading.delete(accountId)
    }
  }

  /** The language of the account. Asks PostgreSQL only where no session has said it, and after a change of the account. */
  async localeOf(accountId: string): Promise<string> {
    return this.#locales.get(accountId) ?? (await this.get(accountId)).locale
  }

  /** The language of an account, as the session has it. */
  speaks(accountId: string, locale: string): void {
    this.#locales.delete(accountId)
    this.#locales.set(accountId, locale)
    if (this.#locales.size > mostKnown) this.#locales.delete(this.#locales.keys().next().value ?? '')
  }

  /** Reads everything of the account again. */
  forget(accountId: string): void {
    this.#locales.delete(accountId)
    this.forgetOrders(accountId)
  }

  /** Reads the account again at the next quote. */
  forgetOrders(accountId: string): void {
    this.#known.delete(accountId)
    this.#reading.delete(accountId)
  }

  /** Forgets the accounts that a commit of this node has changed. */
  note(pushes: readonly Push[]): void {
    for (const push of pushes) if ('accountId' in push) this.forgetOrders(push.accountId)
  }

  #keep(known: Known): void {
    this.#known.delete(known.id)
    this.#known.set(known.id, known)
    if (this.#known.size > mostKnown) this.#known.delete(this.#known.keys().next().value ?? '')
    this.speaks(known.id, known.locale)
  }
}
