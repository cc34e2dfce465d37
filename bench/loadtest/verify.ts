/** What has to be true of a customer when all is quiet. */
import { setTimeout as delay } from 'node:timers/promises'
import { type Order, orderList } from '../../src/contract/index.ts'
import type { Customer } from './customer.ts'
import type { Load } from './load.ts'

const mayBeUnderWayMs = 3000
const lookEveryMs = 50

const until = async (holds: () => boolean): Promise<boolean> => {
  for (const deadline = performance.now() + mayBeUnderWayMs; !holds(); await delay(lookEveryMs))
    if (performance.now() > deadline) return false
  return true
}

/** What the gateway has after the customer's position comes by itself. */
const checkTail = async ({ checks }: Load, { who, feed, replay }: Customer): Promise<void> => {
  const after = feed.position()?.seq ?? 0
  const last = (await replay(after)).at(-1)?.seq ?? after
  checks.look('gap')
  if (await until(() => (feed.position()?.seq ?? 0) >= last && feed.isJudged())) return
  checks.fail('gap', `${who}: the feed goes to event ${last}, and nothing came after event ${feed.position()?.seq}`)
}

/** Every order of this run, found in the pages of the history. */
const listOurs = async (load: Load, { line }: Customer): Promise<Order[]> => {
  const found: Order[] = []
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const page = await line.request(orderList, { limit: 100, ...(cursor !== undefined && { cursor }) })
    const ours = page.orders.filter(({ requestId }) => load.isOurs(requestId))
    found.push(...ours)
    // the newest come first: what follows a page without ours is older than the run
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
    checks.look('listed')
    const ids = listed.filter((order) => order.requestId === requestId).map((order) => order.id)
    if (ids.length !== 1 || ids[0] !== id)
      checks.fail('listed', `${who}: order ${id} was acknowledged, and the list has [${ids.join(', ')}]`)
  }
  await until(() => listed.every(ledger.knows))
  for (const order of listed) {
    checks.look('told')
    if (ledger.knows(order)) continue
    const known = ledger.state(order.id)
    checks.fail(
      'told',
      `${who}: order ${order.id} is ${order.status} (version ${order.version}), and the feed has told ${known?.status ?? 'nothing'}`,
    )
  }
}

export const verify = async (load: Load, customer: Customer): Promise<void> => {
  await checkTail(load, customer)
  await checkOrders(load, customer)
}
