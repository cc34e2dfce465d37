/** Why the customer of an order heard of something, or did not. */
import { z } from 'zod'
import { explanation } from '../shapes/explanation.ts'
import { id } from '../shapes/values.ts'
import { request } from './request.ts'

export const orderExplain = request({
  event: 'order:explain',
  unrecorded: true,
  summary:
    'Says what happened to an order and what its customer was told: who took each step, which events were written, to which sockets on which nodes they were sent and which were read, what waits, payments and their calls. `verdict` is the answer to "why did I not hear of it". It waits up to a second for the other nodes.',
  limit: { cost: 5 },
  roles: ['manager'],
  errors: ['order_not_found'],
  input: z.strictObject({ orderId: id }),
  data: z.object({ explanation }),
})
