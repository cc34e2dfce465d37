import { z } from 'zod'
import { type OrderStatus, orderStatus, roles } from '../../contract/index.ts'
import { queueOf } from '../../contract/order-life.ts'
import type { Queryable } from '../../database/database.ts'
import type { FeedPush } from '../../database/outbox.ts'
import { ordersById } from '../../orders/read.ts'
import { createLane } from '../../queues/batcher.ts'
import { roleRoom } from './rooms.ts'
import type { GatewayServer } from './socket.ts'

/** What the pushes about an order have in common: which one, and between which statuses it moved. */
const aboutOrder = z.union([
  z.object({ order: z.object({ id: z.string(), status: orderStatus }), previous: orderStatus.optional() }),
  z.object({ orderId: z.string() }),
])

const staffRoles = roles.filter((role) => role !== 'customer')

interface Change {
  orderId: string
  previous?: OrderStatus | undefined
}

interface Dependencies {
  io: GatewayServer
  database: Queryable
  /** Whether there may be staff on other nodes, which hear of it from this one. */
  othersListen: () => boolean
  onError: (error: unknown) => void
}

/**
 * Tells the staff of changed orders by `queue:changed`, on every node, from the one that published the change. Derived from the customers' pushes and latest-only: several changes of an
 * order become one push, and one query reads all that changed while the last was running.
 */
export const createQueueBoard = ({ io, database, othersListen, onError }: Dependencies) => {
  const staff = io.of('/staff')

  const announce = async (changes: readonly Change[]): Promise<undefined[]> => {
    const ids = [...new Set(changes.map(({ orderId }) => orderId))]
    for (const order of await ordersById(database, ids)) {
      const left = changes.filter(({ orderId }) => orderId === order.id).map(({ previous }) => previous)
      const concerned = staffRoles.filter((role) => queueOf(role).some((status) => status === order.status || left.includes(status)))
      for (const role of concerned) staff.to(roleRoom(role)).emit('queue:changed', { order })
    }
    return changes.map(() => undefined)
  }
  const lane = createLane(announce, 200)

  return ({ data }: FeedPush): void => {
    if (staff.sockets.size === 0 && !othersListen()) return
    const about = aboutOrder.safeParse(data)
    if (!about.success) return
    const change = 'order' in about.data ? { orderId: about.data.order.id, previous: about.data.previous } : about.data
    lane(change).catch(onError)
  }
}
