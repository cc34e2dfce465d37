import { z } from 'zod'
import { movement } from '../shapes/courier.ts'
import { awayMinutes } from '../shapes/limits.ts'
import { phone } from '../shapes/phone.ts'
import { courier, shiftSummary } from '../shapes/staff-courier.ts'
import { id, money, requestId, timestamp } from '../shapes/values.ts'
import { nextCursor, page } from './fields.ts'
import { nothing, request } from './request.ts'

export const courierLocate = request({
  event: 'courier:locate',
  unrecorded: true,
  summary: 'Reports where the courier is. Customers whose orders the courier carries see it.',
  roles: ['courier'],
  input: z.strictObject({
    ...movement,
    at: timestamp
      .optional()
      .describe(
        'When the device was there: now unless given, and at most 60 seconds ahead. The newest position counts, whichever arrives last.',
      ),
  }),
  data: nothing,
})

export const courierSetPhone = request({
  event: 'courier:set_phone',
  summary:
    'Says which number customers may call while their order is on its way, if they show theirs too. Returns it; without `phone` it changes nothing.',
  roles: ['courier'],
  input: z.strictObject({
    phone: phone.nullable().optional().describe('The number. Null: customers see none, which is so until you give one.'),
  }),
  data: z.object({ phone: z.string().optional().describe('The number that customers may see. Absent: none.') }),
})

export const courierStartShift = request({
  event: 'courier:start_shift',
  summary: 'Starts a shift. Taking an order starts one too. During a shift nothing changes.',
  roles: ['courier'],
  errors: ['courier_not_found'],
  input: z.strictObject({ requestId }),
  data: z.object({ courier }),
})

const numbers = z.array(z.int())

export const courierEndShift = request({
  event: 'courier:end_shift',
  summary: `Ends a shift: orders that were not picked up go back to the queue, and managers are told of the others. After ${awayMinutes} minutes without a connection a shift ends by itself.`,
  roles: ['courier', 'manager'],
  errors: ['courier_not_found', 'not_on_shift'],
  input: z.strictObject({ requestId, courierId: id.optional().describe('Whose shift. For managers, who have to name it.') }),
  data: z.object({
    shift: shiftSummary,
    freed: numbers.describe('The numbers of the orders that went back to the queue.'),
    stranded: numbers.describe('The numbers of the orders that are out for delivery: a manager has to give them to another courier.'),
    carried: money.describe('The cash that the courier still carries.'),
  }),
})

export const courierList = request({
  event: 'courier:list',
  unrecorded: true,
  summary: 'Lists the couriers, by name, with what they have and carry. Couriers see only themselves.',
  roles: ['courier', 'manager'],
  limit: { cost: 2 },
  input: z.strictObject(page(50)),
  data: z.object({ couriers: z.array(courier).describe('The couriers of this page.'), nextCursor }),
})
