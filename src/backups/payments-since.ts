/** Asks the payment services what has happened since the backup. */
import { checkProvider } from '../books/check-provider.ts'
import type { Config } from '../config.ts'
import type { Database } from '../database/database.ts'
import type { Logger } from '../logger.ts'
import { createPayments } from '../payments/payments.ts'
import type { Provider } from '../payments/providers/provider.ts'

const openSql = `
  select p.id, o.number::int as number, p.provider, p.status from payments p join orders o on o.id = p.order_id
  where p.provider <> 'door' and p.reference is not null and p.status in ('requires_action', 'processing', 'failed') order by o.number`
/** Otherwise the pause between two look-ups of a payment would count. */
const dueSql =
  "update payments set looked_up_at = now() - interval '1 hour' where looked_up_at > now() - interval '1 hour' and provider <> 'door' and status <> 'succeeded'"
const statusSql = 'select id, status from payments where id = any ($1)'

/** Clocks differ, and a payment is stored after the service has it. */
const earlierMs = 60 * 60_000

const askForRefundsSql = `
  insert into provider_calls (id, payment_id, kind)
  select uuid_v7(), p.id, 'list_refunds' from payments p
  where p.provider = $1 and p.reference = any ($2) and not exists (select from provider_calls c where c.payment_id = p.id and c.kind = 'list_refunds')`

/** The gateway takes in the refunds that were made since, when it starts. */
const askForRefunds = async (database: Database, provider: Provider, range: { from: Date; to: Date }) => {
  const refunded = new Set<string>()
  for await (const listed of provider.list?.(range) ?? []) if (listed.of === 'refund') refunded.add(listed.payment.reference)
  await database.query(askForRefundsSql, [provider.name, [...refunded]])
}

interface Open {
  id: string
  number: number
  provider: string
  status: string
}

/**
 * Takes in what the services say of payments that were open, and lists what they have and the ledger does not: payments of orders that are younger
 * than the backup, and refunds made since. Returns a line for each.
 */
export const askServices = async (config: Config, database: Database, { since, log }: { since: Date; log: Logger }): Promise<string[]> => {
  const { providers, lookUp } = await createPayments({ config, database, log, localUrl: () => '' })
  const open = await database.query<Open>(openSql)
  await database.query(dueSql)
  // each run asks about some of them; a payment that a run could not look up is left to the gateway
  for (let asked = 0; asked < open.length; asked += 50) await lookUp()
  const now = await database.query<{ id: string; status: string }>(statusSql, [open.map(({ id }) => id)])
  const statuses = new Map(now.map(({ id, status }) => [id, status]))
  const lines = open.flatMap(({ id, number, provider, status }) =>
    statuses.get(id) === status ? [] : [`${provider}: the payment of order ${number} was ${status} and is ${statuses.get(id)}`],
  )
  const range = { from: new Date(since.getTime() - earlierMs), to: new Date() }
  for (const provider of providers.values()) {
    await checkProvider({ database, provider, newsTakeMs: 0 }, range, (finding) => lines.push(finding))
    await askForRefunds(database, provider, range)
  }
  return lines
}
