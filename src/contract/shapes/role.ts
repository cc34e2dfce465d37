import { z } from 'zod'

export const roles = ['customer', 'kitchen', 'warehouse', 'courier', 'manager'] as const
export const role = z.enum(roles).describe('What an account is for. Customers connect to `/`, all other roles to `/staff`.')
export type Role = z.infer<typeof role>
export type StaffRole = Exclude<Role, 'customer'>
