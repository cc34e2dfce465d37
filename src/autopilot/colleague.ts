import { randomUUID } from 'node:crypto'
import { io, type Socket } from 'socket.io-client'
import { demoPassword } from '../accounts/demo-accounts.ts'
import type { Acknowledgement, GuestPushes, GuestRequests, QueueOrder, StaffPushes, StaffRequests, StaffRole } from '../contract/index.ts'

type StaffSocket = Socket<StaffPushes, StaffRequests>

const options = { transports: ['websocket'], forceNew: true }

const signIn = async (url: string, login: string): Promise<string> => {
  const guest: Socket<GuestPushes, GuestRequests> = io(`${url}/guest`, options)
  try {
    const answer = await guest.emitWithAck('account:sign_in', { login, password: demoPassword })
    if (!answer.ok) throw new Error(`${login} cannot sign in: ${answer.error.message}`)
    return answer.data.token
  } finally {
    guest.disconnect()
  }
}

/** The data of an answer. Throws an error with the failure's `reason`. */
export const unwrap = <Data>(answer: Acknowledgement<Data>): Data => {
  if (!answer.ok) throw Object.assign(new Error(answer.error.message), { reason: answer.error.reason })
  return answer.data
}

export interface Colleague {
  socket: StaffSocket
  advance(order: QueueOrder, to: QueueOrder['status'], pin?: string): Promise<QueueOrder>
}

/**
 * Signs a staff member in on `/staff`. `onOrder` gets the orders of the role's queue, and each of them again when it changes, but not
 * while an earlier call for the same order is running.
 */
export const startColleague = async (
  url: string,
  role: StaffRole,
  onOrder: (colleague: Colleague, order: QueueOrder) => Promise<void>,
  onError: (error: unknown) => void,
): Promise<Colleague> => {
  const socket: StaffSocket = io(`${url}/staff`, { ...options, auth: { token: await signIn(url, role) } })
  const colleague: Colleague = {
    socket,
    advance: async (order, to, pin) =>
      unwrap(
        await socket.emitWithAck('order:advance', { requestId: randomUUID(), orderId: order.id, to, ...(pin !== undefined && { pin }) }),
      ).order,
  }
  const running = new Set<string>()

  const consider = (order: QueueOrder) => {
    if (running.has(order.id)) return
    running.add(order.id)
    onOrder(colleague, order)
      .catch(onError)
      .finally(() => running.delete(order.id))
  }
  const readQueue = async (cursor?: string): Promise<void> => {
    const { orders, nextCursor } = unwrap(await socket.emitWithAck('queue:list', { cursor }))
    orders.forEach(consider)
    if (nextCursor !== undefined) await readQueue(nextCursor)
  }

  socket.on('queue:changed', ({ order }) => consider(order))
  for (const event of ['session:ready', 'queue:resync'] as const) socket.on(event, () => void readQueue().catch(onError))
  return colleague
}
