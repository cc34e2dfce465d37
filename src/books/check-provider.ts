/** Proves that a payment service has booked the same payments and refunds as the ledger. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Queryable } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { type Listed, type Provider, ProviderRefusal } from '../payments/providers/provider.ts'
import { amountText, type Finding } from './finding.ts'

const atOnce = 500
const dayMs = 24 * 60 * 60_000

/** Of what the service lists, what the ledger has otherwise. What was paid or ordered before the ledger began is left out. */
const paymentsSql = `
  select l.reference, l.amount, l.currency, o.number, coalesce(booked.amount, 0)::bigint as booked
  from unnest($2::text[], $3::bigint[], $4::text[]) l(reference, amount, currency)
  left join payments p on p.provider = $1 and p.reference = l.reference
  left join orders o on o.id = p.order_id
  left join lateral (
    select sum(e.amount) as amount from ledger_entries e
    where e.order_id = o.id and e.payment_id = p.id and e.kind = 'payment' and e.account = 'provider:' || $1 and e.currency = l.currency
  ) booked on true
  where (o.id is null or o.placed_at >= ledger_began()) and l.amount <> coalesce(booked.amount, 0)`

const refundsSql = `
  select l.reference, l.amount, l.currency, o.number, coalesce(booked.amount, 0)::bigint as booked
  from unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[]) l(payment, reference, id, amount, currency)
  join payments p on p.provider = $1 and p.reference = l.payment
  join orders o on o.id = p.order_id and o.placed_at >= ledger_began()
  left join lateral (
    select -sum(e.amount) as amount from ledger_entries e join refunds r on r.id = e.refund_id
    where e.order_id = o.id and e.payment_id = p.id and (r.reference = l.reference or r.id::text = l.id)
      and e.account = 'provider:' || $1 and e.currency = l.currency
  ) booked on true
  where l.amount <> coalesce(booked.amount, 0)`

/** Payments that the ledger has at the service, by the day. */
const bookedSql = `
  select distinct p.id, p.reference, o.number, l.currency
  from ledger l join payments p on p.id = l.payment_id join orders o on o.id = p.order_id
  where l.at >= $2 and l.at < $3 and l.kind = 'payment' and p.provider = $1`

interface Differing {
  reference: string
  amount: number
  currency: string
  number: number | null
  booked: number
}

type Of<What> = Listed & { of: What }
const isPayment = (listed: Listed): listed is Of<'payment'> => listed.of === 'payment'
/** What a service is still returning is neither booked nor missing. */
const isRefund = (listed: Listed): listed is Of<'refund'> => listed.of === 'refund' && listed.refund.status !== 'pending'

const compare = async (database: Queryable, provider: string, batch: readonly Listed[]): Promise<[Listed, Finding][]> => {
  const [payments, refunds] = [batch.filter(isPayment), batch.filter(isRefund)]
  const ask = (sql: string, columns: unknown[][]) => database.query<Differing>(sql, [provider, ...columns])
  const sent = ({ amount, status }: Of<'refund'>['refund']) => (status === 'succeeded' ? amount.amount : 0)
  const differing = [
    ...(await ask(paymentsSql, [
      payments.map(({ reference }) => reference),
      payments.map(({ received }) => received.amount),
      payments.map(({ received }) => received.currency),
    ])),
    ...(await ask(refundsSql, [
      refunds.map(({ payment }) => payment.reference),
      refunds.map(({ refund }) => refund.reference),
      refunds.map(({ refund }) => refund.id ?? null),
      refunds.map(({ refund }) => sent(refund)),
      refunds.map(({ refund }) => refund.amount.currency),
    ])),
  ]
  const byReference = new Map(batch.map((listed) => [listed.of === 'payment' ? listed.reference : listed.refund.reference, listed]))
  return differing.flatMap(({ reference, amount, currency, number, booked }) => {
    const listed = byReference.get(reference)
    const [theirs, ours] = [amount, booked].map((sum) => amountText({ amount: sum, currency }))
    const about = number === null ? 'no order' : `order ${number}`
    return listed ? [[listed, `${provider}: ${listed.of} ${reference} of ${about} is ${theirs} there and ${ours} in the ledger`]] : []
  })
}

interface Service {
  database: Queryable
  provider: Provider
  /** The news of a movement may arrive after the list: how long a difference waits before it counts. */
  newsTakeMs: number
}

/** Calls `work` with everything that the service lists, some at a time. */
const inBatches = async (listed: AsyncIterable<Listed>, work: (batch: readonly Listed[]) => Promise<void>) => {
  let batch: Listed[] = []
  for await (const each of listed) {
    batch.push(each)
    if (batch.length < atOnce) continue
    await work(batch)
    batch = []
  }
  if (batch.length > 0) await work(batch)
}

const isPaidThere = async ({ provider }: Service, payment: { id: string; reference: string }) => {
  try {
    return (await provider.lookUp(payment))?.status === 'succeeded'
  } catch (error) {
    if (error instanceof ProviderRefusal || (error instanceof AppError && error.reason === 'payment_not_found')) return false
    throw error
  }
}

/** Of what the ledger has of a day and the service has not listed, what the service does not know when it is asked. */
const findUnknown = async (
  service: Service,
  [from, to]: readonly [Date, Date],
  seen: ReadonlySet<string>,
  tell: (finding: Finding) => void,
) => {
  const { database, provider } = service
  const bind = [provider.name, from.toISOString(), to.toISOString()]
  const booked = await database.query<{ id: string; reference: string; number: number }>(bookedSql, bind)
  for (const { id, reference, number } of booked) {
    if (seen.has(reference) || (await isPaidThere(service, { id, reference }))) continue
    tell(`${provider.name}: payment ${reference} of order ${number} is in the ledger and not there`)
  }
}

/**
 * Compares the list of the service with the ledger, a day at a time, so that no more than two days are in memory. Returns how many payments and
 * refunds the service has.
 */
export const checkProvider = async (
  service: Service,
  range: { from: Date; to: Date },
  tell: (finding: Finding) => void,
): Promise<number> => {
  const { database, provider, newsTakeMs } = service
  if (!provider.list) return 0
  let [count, yesterday] = [0, new Set<string>()]
  for (let from = range.from; from < range.to; from = new Date(from.getTime() + dayMs)) {
    const to = new Date(Math.min(from.getTime() + dayMs, range.to.getTime()))
    const [today, doubtful]: [Set<string>, Listed[]] = [new Set(), []]
    await inBatches(provider.list({ from, to }), async (batch) => {
      count += batch.length
      for (const { reference } of batch.filter(isPayment)) today.add(reference)
      for (const [listed] of await compare(database, provider.name, batch)) doubtful.push(listed)
    })
    if (doubtful.length > 0) await sleep(newsTakeMs)
    for (const [, finding] of await compare(database, provider.name, doubtful)) tell(finding)
    await findUnknown(service, [from, to], new Set([...yesterday, ...today]), tell)
    yesterday = today
  }
  return count
}
