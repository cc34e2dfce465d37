import { z } from 'zod'
import { type OrderStatus, orderStatus, roles } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'
import { createLane } from '../database/lane.ts'
import type { FeedPush } from '../feed/push.ts'
import { ordersById } from '../orders/read.ts'
import { queueOf } from '../orders/transitions.ts'
import { roleRoom } from './rooms.ts'
import type { GatewayServer } from './socket.ts'

/** What the pushes about an order have in common: which one, and between which statuses it moved. */
const aboutOrder = z.union([
  z.object({ order: z.object({ id: z.string(), status: orderStatus }), previous: orderStatus.optional() }),
  z.object({ orderId: z.string() }),
])

interface Change {
  orderId: string
  previous?: OrderStatus | undefined
}

/**
 * Tells the staff of changed orders by `queue:changed`. Derived from the customers' pushes and latest-only: several changes of an
 * order become one push, and one query reads all that changed while the last was running.
 */
export const createQueueBoard = (io: GatewayServer, database: Queryable, onError: (error: unknown) => void) => {
  const staff = io.of('/staff')

  const announce = async (changes: readonly Change[]): Promise<undefined[]> => {
    const ids = [...new Set(changes.map(({ orderId }) => orderId))]
    for (const order of await ordersById(database, ids)) {
      const left = changes.filter(({ orderId }) => orderId === order.id).map(({ previous }) => previous)
      const concerned = roles.filter((role) => queueOf(role).some((status) => status === order.status || left.includes(status)))
      if (concerned.length > 0) staff.to(concerned.map(roleRoom)).emit('queue:changed', { order })
    }
    return changes.map(() => undefined)
  }
  const lane = createLane(announce, 200)

  return ({ data }: FeedPush): void => {
    if (staff.sockets.size === 0) return
    const about = aboutOrder.safeParse(data)
    if (!about.success) return
    const change = 'order' in about.data ? { orderId: about.data.order.id, previous: about.data.previous } : about.data
    lane(change).catch(onError)
  }
}
