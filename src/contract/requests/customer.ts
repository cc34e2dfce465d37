/** What managers do about customers. */
import { z } from 'zod'
import { customer } from '../shapes/customer.ts'
import { line } from '../shapes/text.ts'
import { id, requestId } from '../shapes/values.ts'
import { nextCursor, page } from './fields.ts'
import { request } from './request.ts'

const changed = z.object({ customer })

export const customerFind = request({
  event: 'customer:find',
  unrecorded: true,
  summary: 'Finds customers by login, e-mail address, telephone number or the beginning of the name.',
  limit: { cost: 3, takesTurns: true },
  roles: ['manager'],
  input: z.strictObject({ text: line(254).describe('What to look for.'), ...page(20) }),
  data: z.object({ customers: z.array(customer).describe('The customers of this page, by name.'), nextCursor }),
})

export const customerBlock = request({
  event: 'customer:block',
  summary: 'Blocks a customer: no new orders, and the orders that wait for a payment end.',
  roles: ['manager'],
  errors: ['customer_not_found'],
  input: z.strictObject({ requestId, accountId: id, reason: line(300).describe('Why, for the staff. The customer does not see it.') }),
  data: changed,
})

export const customerUnblock = request({
  event: 'customer:unblock',
  summary: 'Ends the block of a customer.',
  roles: ['manager'],
  errors: ['customer_not_found'],
  input: z.strictObject({ requestId, accountId: id }),
  data: changed,
})
