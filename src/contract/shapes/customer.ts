import { z } from 'zod'
import { id, timestamp } from './values.ts'

export const customer = z
  .object({
    id,
    login: z.string().describe('The login.'),
    name: z.string().describe('The name of the person.'),
    email: z.string().describe('The e-mail address.'),
    phone: z.string().optional().describe('The telephone number.'),
    createdAt: timestamp.describe('When the account was created.'),
    firstDeliveredAt: timestamp.optional().describe('When the first order arrived. Absent: the limits for new accounts apply.'),
    openOrders: z.int().describe('How many orders are under way.'),
    unpaidOrders: z.int().describe('How many of them wait for a payment.'),
    blocked: z
      .object({ at: timestamp.describe('Since when.'), reason: z.string().describe('Why, for the staff.') })
      .optional()
      .describe('Present while the customer is blocked.'),
  })
  .describe('A customer, as managers see them.')
export type Customer = z.infer<typeof customer>
