import { z } from 'zod'
import { movement } from '../shapes/courier.ts'
import { nothing, request } from './request.ts'

export const courierLocate = request({
  event: 'courier:locate',
  summary: 'Reports where the courier is. Customers whose orders the courier carries see it.',
  roles: ['courier'],
  input: z.strictObject(movement),
  data: nothing,
})
