import { z } from 'zod'
import { movement } from '../shapes/courier.ts'
import { timestamp } from '../shapes/values.ts'
import { nothing, request } from './request.ts'

export const courierLocate = request({
  event: 'courier:locate',
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
