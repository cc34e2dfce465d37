/** The checks of each customer at the end of a run. */
import { setTimeout as delay } from 'node:timers/promises'
import { type Order, orderList } from '../../src/contract/index.ts'
import type { Customer } from './customer.ts'
import type { Load } from './load.ts'

const pollEveryMs = 50

/** What is on its way may take as long as an answer. */
const until = async ({ options }: Load, holds: () => boolean): Promise<boolean> => {
  for (const deadline = performance.now() + options.timeout * 1000; !holds(); await delay(pollEveryMs))
    if (performance.now() > deadline) return false
  return true
}

/** The events after the customer's position must arrive without a request for them. */
const checkTail = async (load: Load, { who, feed, replay }: Customer): Promise<void> => {
  const { checks } = load
  const after = feed.position()?.seq ?? 0
  const last = (await replay(after)).at(-1)?.seq ?? after
  checks.count('gap')
  if (await until(load, () => (feed.position()?.seq ?? 0) >= last && feed.isSettled())) return
  checks.fail('gap', `${who}: the feed has event ${last}, but nothing arrived after event ${feed.position()?.seq}`)
}

/** Every order of this run, from the pages of `order:list`. */
const listOurs = async (load: Load, { line }: Customer): Promise<Order[]> => {
  const found: Order[] = []
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const page = await line.request(orderList, { limit: 100, ...(cursor !== undefined && { cursor }) })
    const ours = page.orders.filter(({ requestId }) => load.isOurs(requestId))
    found.push(...ours)
    // the newest come first: after a page without ours, all are older than the run
    cursor = ours.length > 0 ? page.nextCursor : undefined
  }
  return found
}

const checkOrders = async (load: Load, customer: Customer): Promise<void> => {
  const { who, ledger } = customer
  const { checks } = load
  if (ledger.placed().size === 0) return
  const listed = await listOurs(load, customer)
  for (const [requestId, id] of ledger.placed()) {
    checks.count('listed')
    const ids = listed.filter((order) => order.requestId === requestId).map((order) => order.id)
    if (ids.length !== 1 || ids[0] !== id)
      checks.fail('listed', `${who}: order ${id} was acknowledged, but the list has [${ids.join(', ')}]`)
  }
  await until(load, () => listed.every(ledger.knows))
  for (const order of listed) {
    checks.count('reported')
    if (ledger.knows(order)) continue
    const known = ledger.state(order.id)
    checks.fail(
      'reported',
      `${who}: order ${order.id} is ${order.status} (version ${order.version}), but the feed has reported ${known?.status ?? 'nothing'}`,
    )
  }
}

export const verify = async (load: Load, customer: Customer): Promise<void> => {
  await checkTail(load, customer)
  await checkOrders(load, customer)
}
