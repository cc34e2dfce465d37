import { z } from 'zod'
import { type OrderStatus, orderStatus, roles } from '../../contract/index.ts'
import { queueOf } from '../../contract/order-life.ts'
import type { Queryable } from '../../database/database.ts'
import type { FeedPush } from '../../database/outbox.ts'
import { ordersById } from '../../orders/read.ts'
import { createBatcher } from '../../queues/batcher.ts'
import { roleRoom } from './rooms.ts'
import type { GatewayServer } from './socket.ts'

/** What pushes about an order have in common: the order and its previous status. */
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
  /** Whether other nodes receive what this node emits. */
  hasOtherNodes: () => boolean
  onError: (error: unknown) => void
}

/**
 * Sends `queue:changed` to the staff on every node, from the node that published the customer's push. Only the latest state is sent:
 * several changes of an order may become one push, and one query reads all orders that changed while the previous query ran.
 */
export const createStaffQueue = ({ io, database, hasOtherNodes, onError }: Dependencies) => {
  const staff = io.of('/staff')

  const announce = async (changes: readonly Change[]): Promise<undefined[]> => {
    const ids = [...new Set(changes.map(({ orderId }) => orderId))]
    for (const order of await ordersById(database, ids)) {
      const previous = changes.filter(({ orderId }) => orderId === order.id).map((change) => change.previous)
      const concerned = staffRoles.filter((role) => queueOf(role).some((status) => status === order.status || previous.includes(status)))
      for (const role of concerned) staff.to(roleRoom(role)).emit('queue:changed', { order })
    }
    return changes.map(() => undefined)
  }
  const announceInBatch = createBatcher(announce, 200)

  return ({ data }: FeedPush): void => {
    if (staff.sockets.size === 0 && !hasOtherNodes()) return
    const about = aboutOrder.safeParse(data)
    if (!about.success) return
    const change = 'order' in about.data ? { orderId: about.data.order.id, previous: about.data.previous } : about.data
    announceInBatch(change).catch(onError)
  }
}
