/** The lines of an order: as a customer asks for them, and as they were placed. */
import { z } from 'zod'
import { lineNumber } from './adjustment.ts'
import { maxChoices, maxLines, maxPortions } from './limits.ts'
import { prose } from './text.ts'
import { id, money } from './values.ts'

export const item = z
  .strictObject({
    productId: id,
    quantity: z.int().min(1).max(maxPortions).describe('How many portions.'),
    exclude: z.array(id).max(50).optional().describe('Removable ingredients to leave out.'),
    choices: z
      .array(id)
      .max(maxChoices)
      .refine((ids) => new Set(ids).size === ids.length, 'must not name a choice twice')
      .optional()
      .describe('What the customer has chosen of the options of the dish.'),
    note: prose(500).optional().describe('A note for the kitchen.'),
  })
  .describe('A line of an order, as you ask for it.')

export const items = z.array(item).min(1).max(maxLines).describe('The lines of an order.')

export const orderChoice = z
  .object({
    id,
    optionId: id,
    option: z.string().describe('The name of the option when the order was placed.'),
    name: z.string().describe('The name of the choice when the order was placed.'),
    price: money.describe('What it added to the price of one portion. `unitPrice` includes it.'),
  })
  .describe('What the customer has chosen of an option.')

export const orderItem = z
  .object({
    line: lineNumber,
    productId: id,
    name: z.string().describe('The name of the dish when the order was placed.'),
    quantity: z.int().describe('How many portions.'),
    unitPrice: money.describe('The price of one portion when the order was placed.'),
    total: money.describe('`unitPrice` × `quantity`.'),
    taxRate: z.number().optional().describe('The rate of the tax that the price includes, in percent. Absent: the shop showed none.'),
    exclude: z.array(id).describe('The ingredients that are left out.'),
    choices: z.array(orderChoice).optional().describe('What the customer has chosen. Absent: nothing.'),
    note: z.string().optional().describe('The note for the kitchen.'),
  })
  .describe('A line of the order.')
