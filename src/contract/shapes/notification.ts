import { z } from 'zod'
import { id, timestamp } from './values.ts'

export const notification = z
  .object({
    id,
    kind: z
      .enum(['order', 'payment', 'rating', 'promotion'])
      .describe('What it is about. `rating` is on older notifications only: the one about a delivery asks for the rating.'),
    title: z.string().describe('One line, in the language of the account.'),
    body: z.string().describe('The text, in the language of the account.'),
    orderId: id.optional().describe('The order that it is about. Absent for a promotion.'),
    at: timestamp.describe('When it was written.'),
    readAt: timestamp.optional().describe('When the customer read it. Absent while it is unread.'),
  })
  .describe('A message to the customer.')
export type Notification = z.infer<typeof notification>
