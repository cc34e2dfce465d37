import { z } from 'zod'
import { orderStatus } from '../shapes/order.ts'
import { queueOrder } from '../shapes/staff-order.ts'
import { nextCursor, page } from './fields.ts'
import { request } from './request.ts'

export const queueList = request({
  event: 'queue:list',
  unrecorded: true,
  summary: 'Lists the orders that the role has to act on, in short, in the order in which work must begin.',
  input: z.strictObject({
    status: orderStatus.optional().describe('Only orders in this status.'),
    scheduled: z
      .boolean()
      .optional()
      .describe('True: only orders that still wait for the time that the customer chose. False: only those to work on now.'),
    ...page(100),
  }),
  data: z.object({ orders: z.array(queueOrder).describe('The orders of this page.'), nextCursor }),
})
