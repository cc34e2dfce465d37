/** What a customer types to pay less, and what the gateway says about it. */
import { z } from 'zod'
import { line } from './text.ts'

/** Customers type a code as they like: `Summer 10` is `SUMMER10`. */
export const toPromotionCode = (typed: string): string => typed.normalize('NFKC').replaceAll(/\s/g, '').toUpperCase()

export const promotionCode = line(60)
  .overwrite(toPromotionCode)
  .describe('The promotion code, as the customer has typed it. Case and blanks do not matter.')

export const promotion = z
  .object({
    code: z.string().describe('The promotion code, in upper case and without blanks.'),
    name: z.string().describe('What the customer reads, for example "10% off".'),
  })
  .describe('The promotion whose code the order uses.')
export type Promotion = z.infer<typeof promotion>

export const promotionFault = z
  .enum(['unknown', 'not_yet', 'over', 'below_minimum', 'first_order_only', 'used_up', 'used_by_you', 'too_many_tries'])
  .describe(
    'Why the promotion code is not valid. `used_up`: others have redeemed it. `used_by_you`: the account has, as often as it may. `too_many_tries`: the account has tried too many codes that do not exist; until later, none is looked up.',
  )
export type PromotionFault = z.infer<typeof promotionFault>
