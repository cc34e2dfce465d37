/** The staff of a run: who has which role, and who moves which order. */
import { setTimeout as delay } from 'node:timers/promises'
import { accountSignIn, type StaffRole } from '../../src/contract/index.ts'
import { createLine } from './line.ts'
import type { Load } from './load.ts'
import { hire, type Member } from './member.ts'
import { CannotBegin } from './options.ts'
import { ownerOf, type Task } from './steps.ts'
import { ignoreRecorded, Recorded } from './wire.ts'

const goodsEveryMs = 2000

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
  /** Resolves when what was begun is done, and everybody has left. */
  finish(): Promise<void>
}

/** Lets everybody in who is named by the options. Throws `CannotBegin` when somebody cannot come in. */
export const hireStaff = async (load: Load): Promise<Staff> => {
  const members: Member[] = []
  let isComplete = false

  /** Several of a role share the orders; a manager does what nobody else is there for. */
  const takes =
    (n: number) =>
    (order: Task): boolean => {
      const owner = ownerOf[order.status]
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
    for (const [n, token] of tokens.entries()) members.push(await hire({ load, who: `staff ${n + 1}`, token, takes: takes(n) }))
  } catch (error) {
    throw error instanceof Recorded ? new CannotBegin(`the staff: ${error.message}`) : error
  }
  isComplete = true

  const storekeeper = members.find(({ role }) => role() === 'warehouse') ?? members.find(({ role }) => role() === 'manager')
  const keepStore = async () => {
    for (; storekeeper && !load.stopped(); await delay(goodsEveryMs)) await storekeeper.receiveGoods().catch(ignoreRecorded)
  }
  const keeping = keepStore()

  return {
    roles: members.map(({ role }) => role()),
    finish: async () => {
      await Promise.all([keeping, ...members.map(({ finish }) => finish())])
      await Promise.all(members.map(({ leave }) => leave()))
    },
  }
}
