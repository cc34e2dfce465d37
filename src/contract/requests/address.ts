import { z } from 'zod'
import { line } from '../shapes/text.ts'
import { location } from '../shapes/values.ts'
import { request } from './request.ts'

const place = z
  .object({ address: z.string().describe('The address, in the language of the account if the service knows it.'), location })
  .describe('A place with its address.')

export const addressSearch = request({
  event: 'address:search',
  limit: { cost: 10 },
  summary: 'Finds addresses, those near the shop first. Only where `addressSearch` of `shop:get` is true.',
  errors: ['address_search_not_available', 'address_search_failed'],
  input: z.strictObject({ text: line(200).describe('What the customer looks for: a street and a town, or a place.') }),
  data: z.object({ places: z.array(place).describe('At most 5 places, the best first. Empty: none was found.') }),
})
