import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { type OrderStatus, orderStatus, roles, type StaffRole } from '../../contract/index.ts'
import { queueOf } from '../../contract/order-life.ts'
import type { Queryable } from '../../database/database.ts'
import type { Push } from '../../database/outbox.ts'
import { type Ticket, ticketsById } from '../../orders/read.ts'
import { toQueueOrder } from '../../orders/staff-view.ts'
import { createBatcher } from '../../queues/batcher.ts'
import { Retry } from '../../queues/retry.ts'
import type { OtherNodes } from './other-nodes.ts'
import { accountRoom, enrollingRoom, roleRoom } from './rooms.ts'
import type { GatewayServer } from './socket.ts'

/** What pushes about an order have in common: the order and its previous status. */
const aboutOrder = z.union([
  z.object({ order: z.object({ id: z.string(), status: orderStatus }), previous: orderStatus.optional() }),
  z.object({ orderId: z.string() }),
])

/** The shortest time between two queries. A change that comes alone is sent at once. */
const restMs = 20
const commitsAtOnce = 50

const staffRoles = roles.filter((role) => role !== 'customer')

const isForQueue = (push: Push) => ('seq' in push ? /^(order|payment):/.test(push.event) : 'queue' in push.audience)

interface Change {
  orderId: string
  previous?: OrderStatus | undefined
}

const changeOf = ({ data }: Pick<Push, 'data'>): Change[] => {
  const about = aboutOrder.safeParse(JSON.parse(data))
  if (!about.success) return []
  return ['order' in about.data ? { orderId: about.data.order.id, previous: about.data.previous } : about.data]
}

interface Dependencies {
  io: GatewayServer
  database: Queryable
  /** Absent when there is only one node. They receive what this node emits. */
  otherNodes: Pick<OtherNodes, 'catchUp'> | undefined
  /** Whether another node has a socket in one of these rooms of `/staff`. */
  hasReceivers: (rooms: readonly string[]) => Promise<boolean>
  onError: (error: unknown) => void
}

/**
 * Sends `queue:changed` to the staff on every node, from the node that published the customer's push. Only the latest state is sent:
 * several changes of an order may become one push, and one query reads all orders that changed while the previous query ran. When changes
 * cannot be read, every node sends `queue:resync` as soon as PostgreSQL answers again: the boards list anew.
 */
export const createStaffQueue = ({ io, database, otherNodes, hasReceivers, onError }: Dependencies) => {
  const staff = io.of('/staff')

  /** Each role is sent what it may see, and the courier who carries the order what only they may see. */
  const tell = (role: StaffRole, row: Ticket) => {
    const carrier = role === 'courier' ? row.order.courier_id : null
    const others = carrier === null ? staff.to(roleRoom(role)) : staff.to(roleRoom(role)).except(accountRoom(carrier))
    others.emit('queue:changed', { order: toQueueOrder(row, { role }) })
    if (carrier === null) return
    const carriers = staff.to(accountRoom(carrier)).except(enrollingRoom)
    carriers.emit('queue:changed', { order: toQueueOrder(row, { role, accountId: carrier }) })
  }

  /** A board subscribes before it lists, so a change that it has not listed finds it here. */
  const hasBoards = async () => staff.sockets.size > 0 || (await hasReceivers(staffRoles.map(roleRoom)))

  const announceChanges = async (commits: readonly (readonly Push[])[]): Promise<void> => {
    const changes = commits.flat().flatMap(changeOf)
    const ids = [...new Set(changes.map(({ orderId }) => orderId))]
    for (const row of await ticketsById(database, ids)) {
      const { id, status } = row.order
      const previous = changes.filter(({ orderId }) => orderId === id).map((change) => change.previous)
      const concerned = staffRoles.filter((role) => queueOf(role).some((each) => each === status || previous.includes(each)))
      for (const role of concerned) tell(role, row)
    }
  }

  const announce = async (commits: readonly (readonly Push[])[]): Promise<undefined[]> => {
    if (await hasBoards()) await announceChanges(commits)
    await delay(restMs, undefined, { ref: false })
    return commits.map(() => undefined)
  }
  const announceInBatch = createBatcher(announce, commitsAtOnce)

  const resync = async () => {
    // a board that lists while PostgreSQL is away would learn nothing
    await database.query('select 1')
    staff.local.emit('queue:resync', {})
    otherNodes?.catchUp()
  }
  const recovery = new Retry(resync, onError)

  /** Called with the pushes of a commit. They are looked at later, so that the customers do not wait. */
  const onPushes = (pushes: readonly Push[]): void => {
    if (staff.sockets.size === 0 && !otherNodes) return
    const aboutOrders = pushes.filter(isForQueue)
    if (aboutOrders.length === 0) return
    announceInBatch(aboutOrders).catch((error: unknown) => {
      onError(error)
      recovery.start()
    })
  }

  return { onPushes, stop: () => recovery.stop() }
}
