/** The only place where a room is spelt. */
import type { Role } from '../../contract/index.ts'

/** All sockets of one account, on `/`. */
export const accountRoom = (accountId: string): string => `account:${accountId}`

export const isAccountRoom = (room: string): boolean => room.startsWith('account:')

/** All sockets of one role, on `/staff`. */
export const roleRoom = (role: Role): string => `role:${role}`
