import { z } from 'zod'
import { dietaryRestriction } from './diet.ts'
import { dishIngredient, ingredient } from './menu.ts'
import { etaInterval, sums } from './order.ts'
import { id, money } from './values.ts'

export const quotedEta = z.object(etaInterval).describe('When an order would arrive.')

export const dietaryConflict = z
  .object({
    productId: id,
    name: z.string().describe('The name of the dish.'),
    conflicts: z.array(dietaryRestriction).describe('The restrictions of the account that the dish conflicts with.'),
    ingredients: z.array(dishIngredient).describe('The ingredients that cause the conflict.'),
  })
  .describe("A dish that conflicts with the account's dietary restrictions.")

export const shortage = z
  .object({
    productId: id,
    name: z.string().describe('The name of the dish.'),
    ingredient,
    possible: z.int().describe('How many portions are still possible.'),
    restockMinutes: z.int().optional().describe('How long it takes to fetch more, in minutes. Absent: no more can be fetched.'),
  })
  .describe('An ingredient of which there is too little.')

export const quotedItem = z
  .object({
    productId: id,
    name: z.string().describe('The name of the dish.'),
    quantity: z.int().describe('How many portions.'),
    unitPrice: money.describe('The price of one portion today.'),
    total: money.describe('`unitPrice` × `quantity`.'),
    available: z.boolean().describe('False: the dish cannot be ordered now.'),
  })
  .describe('A line of an order, with its price.')

export const quote = z
  .object({
    items: z.array(quotedItem).describe('The lines with their prices.'),
    ...sums,
    eta: quotedEta,
    dietaryConflicts: z.array(dietaryConflict).describe("Dishes that conflict with the account's dietary restrictions."),
    shortages: z.array(shortage).describe('Ingredients of which there is too little.'),
  })
  .describe('What an order would cost, when it would arrive and what prevents it.')
