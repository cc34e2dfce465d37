import { z } from 'zod'
import { order, orderStatus } from '../shapes/order.ts'
import { request } from './request.ts'

export const queueList = request({
  event: 'queue:list',
  summary: 'Lists the orders that the role has to act on, the oldest first.',
  input: z.strictObject({ status: orderStatus.optional().describe('Only orders in this status.') }),
  data: z.object({ orders: z.array(order).describe('The orders.') }),
})
