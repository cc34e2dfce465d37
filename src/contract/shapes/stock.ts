import { z } from 'zod'
import { ingredient } from './menu.ts'
import { timestamp } from './values.ts'

export const ingredientStock = z
  .object({
    ingredient,
    unit: z.string().describe('The unit of all quantities of this ingredient, `g`, `ml` or `piece`.'),
    onHand: z.int().describe('What is in the warehouse, in units.'),
    reserved: z.int().describe('What placed orders need of it, in units.'),
    requested: z.int().describe('What the store was asked for and has not delivered yet, in units.'),
    lowLevel: z.int().describe('At or below this many free units `stock:low` is pushed.'),
    restockMinutes: z.int().optional().describe('How long the store needs to deliver more, in minutes. Absent: the store has none.'),
    restockDueAt: timestamp.optional().describe('When the next requested delivery is due.'),
  })
  .describe('The stock of an ingredient.')
export type IngredientStock = z.infer<typeof ingredientStock>
