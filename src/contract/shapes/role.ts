import { z } from 'zod'

export const roles = ['customer', 'kitchen', 'warehouse', 'courier', 'manager'] as const
export const role = z.enum(roles).describe('What an account is for. Customers connect to `/`, all other roles to `/staff`.')
export type Role = z.infer<typeof role>
export type StaffRole = Exclude<Role, 'customer'>

/** Who did something: an account of this role, a client without an account, a program of the operator, or the gateway itself. */
export const actors = [...roles, 'guest', 'command_line', 'system'] as const
export type Actor = (typeof actors)[number]
