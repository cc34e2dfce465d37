import { z } from 'zod'
import { timestamp } from './values.ts'

const quarter = {
  from: timestamp.describe('When it begins: the `delivery.at` of an order for it.'),
  to: timestamp.describe('When it ends.'),
}

export const quarterHour = z.object(quarter).describe('A quarter of an hour.')

export const slot = z
  .object({ ...quarter, available: z.boolean().describe('False: it is full, or the shop takes no orders for it.') })
  .describe('A quarter of an hour for which an order can be scheduled.')
