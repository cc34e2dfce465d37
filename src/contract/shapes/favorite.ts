import { z } from 'zod'
import { id, money, timestamp } from './values.ts'

const favoriteItem = z
  .object({
    productId: id,
    name: z.string().describe('The name of the dish.'),
    quantity: z.int().describe('How many portions.'),
    exclude: z.array(id).describe('The ingredients to leave out.'),
    note: z.string().optional().describe('The note for the kitchen.'),
    choices: z
      .array(
        z.object({
          id,
          option: z.string().describe('The name of the option.'),
          name: z.string().describe('The name of the choice.'),
          available: z.boolean().describe('False: the dish does not offer it now.'),
        }),
      )
      .optional()
      .describe('What is chosen. Absent: nothing.'),
    unitPrice: money.optional().describe('The price of one portion today. Absent: the dish has left the menu for good.'),
    available: z.boolean().describe('True: the dish can be ordered now.'),
  })
  .describe('A line of the favourite.')

export const favorite = z
  .object({
    id,
    name: z.string().describe("The customer's name for it."),
    items: z.array(favoriteItem).describe('The lines.'),
    savedAt: timestamp,
  })
  .describe('A list of dishes that the customer has saved to order again.')
export type Favorite = z.infer<typeof favorite>
