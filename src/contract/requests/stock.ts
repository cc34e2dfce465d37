import { z } from 'zod'
import { orderStatus } from '../shapes/order.ts'
import { adjustmentReason, ingredientStock, orderPicks, pick, restock } from '../shapes/stock.ts'
import { line, prose } from '../shapes/text.ts'
import { id, requestId } from '../shapes/values.ts'
import { nextCursor, page } from './fields.ts'
import { request } from './request.ts'

/** Of an ingredient, in its unit. */
const mostUnits = 1_000_000_000

export const stockList = request({
  event: 'stock:list',
  unrecorded: true,
  summary: 'Lists the stock of the ingredients, by name.',
  roles: ['warehouse', 'manager'],
  input: z.strictObject({
    search: line(100).optional().describe('Only ingredients whose name contains this text, with or without accents.'),
    ...page(100),
  }),
  data: z.object({ stock: z.array(ingredientStock).describe('The ingredients of this page.'), nextCursor }),
})

export const stockReceive = request({
  event: 'stock:receive',
  summary: 'Records goods that have arrived in the warehouse.',
  roles: ['warehouse', 'manager'],
  errors: ['ingredient_not_found'],
  input: z.strictObject({
    requestId,
    ingredientId: id,
    quantity: z.int().min(1).max(mostUnits).describe("How much arrived, in the ingredient's `unit`."),
  }),
  data: z.object({ stock: ingredientStock }),
})

export const stockAdjust = request({
  event: 'stock:adjust',
  summary: 'Corrects what is on hand, and keeps a record of it. What placed orders lack then is requested from the store.',
  roles: ['warehouse', 'manager'],
  errors: ['ingredient_not_found'],
  input: z.strictObject({
    requestId,
    ingredientId: id,
    onHand: z.int().min(0).max(mostUnits).describe("What is really in the warehouse, in the ingredient's `unit`."),
    reason: adjustmentReason,
    note: prose(500).min(1).optional().describe('A note for the record.'),
  }),
  data: z.object({ stock: ingredientStock }),
})

export const pickList = request({
  event: 'pick:list',
  unrecorded: true,
  summary: 'Lists what to pick for the orders that are not cooked yet, in the order in which work must begin.',
  limit: { cost: 3 },
  roles: ['warehouse', 'manager'],
  input: z.strictObject({
    status: orderStatus.extract(['placed', 'confirmed']).optional().describe('Only orders in this status. Absent: in either.'),
    ...page(100),
  }),
  data: z.object({
    orders: z.array(orderPicks).describe('The orders of this page.'),
    totals: z.array(pick).describe('What the orders of this page need together, by name of the ingredient.'),
    nextCursor,
  }),
})

export const restockList = request({
  event: 'restock:list',
  unrecorded: true,
  summary: 'Lists the requests to the store that are not complete, by when they are due.',
  roles: ['warehouse', 'manager'],
  input: z.strictObject(page(100)),
  data: z.object({ restocks: z.array(restock).describe('The requests of this page.'), nextCursor }),
})

export const restockCancel = request({
  event: 'restock:cancel',
  summary:
    'Cancels what has not arrived of a request to the store. Orders that need it wait, and the next order that needs more asks the store again.',
  roles: ['warehouse', 'manager'],
  errors: ['restock_not_found', 'restock_closed'],
  input: z.strictObject({ requestId, restockId: id }),
  data: z.object({ stock: ingredientStock }),
})
