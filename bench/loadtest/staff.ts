/** The staff of a run: their roles, and which member moves which order. */
import { accountSignIn, type StaffRole } from '../../src/contract/index.ts'
import { nextActor } from '../../src/contract/order-life.ts'
import { CannotStart } from './cannot-start.ts'
import { createLine } from './line.ts'
import type { Load } from './load.ts'
import { type Member, startMember } from './member.ts'
import type { Task } from './steps.ts'
import { ignoreRecorded, Recorded } from './wire.ts'

const receiveEverySeconds = 2

const signIn = async (load: Load, credentials: string): Promise<string> => {
  const at = credentials.indexOf(':')
  const login = credentials.slice(0, at)
  const guest = createLine({ load, who: login, namespace: '/guest' })
  try {
    return (await guest.request(accountSignIn, { login, password: credentials.slice(at + 1) })).token
  } finally {
    await guest.leave()
  }
}

export interface Staff {
  roles: readonly StaffRole[]
  /** Resolves when the orders in progress are done and every member has disconnected. */
  finish(): Promise<void>
}

/** Connects the staff that the options name. Throws `CannotStart` if a member cannot connect. */
export const startStaff = async (load: Load): Promise<Staff> => {
  const members: Member[] = []
  let isComplete = false

  /** Members of the same role share its orders. A manager takes those of roles without a member. */
  const isResponsible =
    (n: number) =>
    (order: Task): boolean => {
      const owner = nextActor(order.status)
      const role = members[n]?.role()
      if (!isComplete || owner === undefined || role === undefined) return false
      const isStaffed = members.some((member) => member.role() === owner)
      if (isStaffed ? role !== owner : role !== 'manager') return false
      const peers = [...members.keys()].filter((each) => members[each]?.role() === role)
      return peers[order.number % peers.length] === n
    }

  try {
    const { staff, 'staff-token': given } = load.options
    const tokens = [...given]
    for (const credentials of staff) tokens.push(await signIn(load, credentials))
    for (const [n, token] of tokens.entries())
      members.push(await startMember({ load, who: `staff ${n + 1}`, token, isResponsible: isResponsible(n) }))
  } catch (error) {
    throw error instanceof Recorded ? new CannotStart(`Staff: ${error.message}`) : error
  }
  isComplete = true

  const storekeeper = members.find(({ role }) => role() === 'warehouse') ?? members.find(({ role }) => role() === 'manager')
  const receiveStock = async () => {
    for (; storekeeper && !load.stopped(); await load.pause(receiveEverySeconds)) await storekeeper.receiveStock().catch(ignoreRecorded)
  }
  const receiving = receiveStock()

  return {
    roles: members.map(({ role }) => role()),
    finish: async () => {
      await Promise.all([receiving, ...members.map(({ finish }) => finish())])
      await Promise.all(members.map(({ leave }) => leave()))
    },
  }
}
