/** The names of the rooms. No other file spells them. */
import type { Role } from '../../contract/index.ts'

const account = 'account:'

/** All sockets of one account on its namespace. */
export const accountRoom = (accountId: string): string => account + accountId

export const isAccountRoom = (room: string): boolean => room.startsWith(account)

/** The account whose room it is. */
export const accountOf = (room: string): string | undefined => (isAccountRoom(room) ? room.slice(account.length) : undefined)

/** Sockets on `/staff` whose session may only set up its second factor. They are in the room of their account, and in none of a role. */
export const enrollingRoom = 'enrolling'

/** All sockets of one role on `/staff`. */
export const roleRoom = (role: Role): string => `role:${role}`
