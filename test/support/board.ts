/** A board of the staff as a page keeps it: it lists the queue, applies `queue:changed`, and lists again on `queue:resync`. */
import type { QueueOrder } from '../../src/contract/index.ts'
import type { Client } from './client.ts'

const listAll = async ({ request }: Pick<Client<'/staff'>, 'request'>) => {
  const orders: QueueOrder[] = []
  let cursor: string | undefined
  do {
    const page = await request('queue:list', { cursor })
    orders.push(...page.orders)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return orders
}

/** The status of each order of the queue now, from the database. */
export const queueNow = async (client: Pick<Client<'/staff'>, 'request'>) =>
  new Map((await listAll(client)).map(({ id, status }) => [id, status]))

export const openBoard = async (client: Client<'/staff'>) => {
  const known = new Map<string, QueueOrder>()
  let resyncs = 0

  const keep = (order: QueueOrder) => {
    if (order.version >= (known.get(order.id)?.version ?? 0)) known.set(order.id, order)
  }
  const list = async (): Promise<void> => {
    const orders = await listAll(client).catch(() => undefined)
    if (!orders) return list()
    const ids = new Set(orders.map(({ id }) => id))
    for (const id of known.keys()) if (!ids.has(id)) known.delete(id)
    for (const order of orders) keep(order)
  }
  client.socket.on('queue:changed', ({ order }: { order: QueueOrder }) => keep(order))
  client.socket.on('queue:resync', () => {
    resyncs += 1
    void list()
  })
  await list()

  return {
    /** The status of each order of the board. */
    shown: () => new Map([...known].map(([id, { status }]) => [id, status])),
    resyncs: () => resyncs,
  }
}
