import { z } from 'zod'
import { money } from './values.ts'

export const tax = z
  .object({
    rate: z.number().describe('The rate in percent: 19 or 5.5.'),
    base: money.describe('What is paid at this rate, without the tax.'),
    tax: money.describe('The tax.'),
  })
  .describe('The tax of one rate. Prices include it: `base` + `tax` is what is paid at the rate.')
