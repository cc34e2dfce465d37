import { z } from 'zod'
import { ingredient } from './menu.ts'
import { orderStatus } from './order.ts'
import { id, timestamp } from './values.ts'

const unit = z.string().describe('The unit of all quantities of this ingredient, `g`, `ml` or `piece`.')

export const ingredientStock = z
  .object({
    ingredient,
    unit,
    onHand: z.int().describe('What is in the warehouse, in units.'),
    reserved: z.int().describe('What placed orders need of it, in units.'),
    requested: z.int().describe('What the store was asked for and has not delivered yet, in units.'),
    lowLevel: z.int().describe('At or below this many free units `stock:low` is pushed.'),
    restockMinutes: z.int().optional().describe('How long the store needs to deliver more, in minutes. Absent: the store has none.'),
    restockDueAt: timestamp.optional().describe('When the next requested delivery is due.'),
  })
  .describe('The stock of an ingredient.')
export type IngredientStock = z.infer<typeof ingredientStock>

export const adjustmentReason = z
  .enum(['count', 'waste', 'correction'])
  .describe('`count`: you have counted. `waste`: something is spoilt or broken. `correction`: an earlier entry was wrong.')

export const pick = z
  .object({
    ingredient,
    unit,
    quantity: z.int().describe('How much is needed, in units.'),
    available: z.int().describe('How much of it is in the warehouse now. What orders placed before need is not counted.'),
  })
  .describe('How much to pick of an ingredient.')
export type Pick = z.infer<typeof pick>

export const orderPicks = z
  .object({
    id,
    number: z.int().describe('A short number for people.'),
    status: orderStatus,
    workBeginsAt: timestamp.describe('When work must begin.'),
    ready: z.boolean().describe('True: everything is in the warehouse, and the kitchen can start.'),
    picks: z.array(pick).describe('What the order needs, by name of the ingredient.'),
  })
  .describe('What to pick for an order.')
export type OrderPicks = z.infer<typeof orderPicks>

export const restock = z
  .object({
    id,
    ingredient,
    unit,
    quantity: z.int().describe('What the store was asked for, in units.'),
    received: z.int().describe('How much of it has arrived, in units.'),
    missing: z.int().describe('What orders lack of the ingredient now, in units: that much must arrive before they can be cooked.'),
    requestedAt: timestamp.describe('When the store was asked.'),
    dueAt: timestamp.describe('When the delivery is due.'),
  })
  .describe('A request to the store that is not complete.')
export type Restock = z.infer<typeof restock>
