/** The section `ingredients`: what the warehouse holds. */
import { z } from 'zod'
import { dietaryRestriction } from '../../contract/index.ts'
import { type Rule, textAt } from './rules.ts'
import { code, distinct, name } from './values.ts'

const stock = z.int().min(0).max(1_000_000_000_000)

export const ingredient = z
  .strictObject({
    code,
    name: name.describe('The name, for customers and staff.'),
    unit: z.enum(['g', 'ml', 'piece']).describe('What its quantities count.'),
    unfitFor: z
      .array(dietaryRestriction)
      .refine(distinct, 'must not name anything twice')
      .default([])
      .describe('The diets and allergens that it rules out. A dish is suitable for what none of its ingredients rules out.'),
    restockMinutes: z
      .int()
      .min(0)
      .max(1440)
      .optional()
      .describe('How long it takes to fetch more from the store, in minutes. Absent: no more can be fetched.'),
    restockQuantity: stock.min(1).default(1).describe('The smallest quantity that is fetched.'),
    lowLevel: stock.default(0).describe('At this quantity the warehouse is told that there is little left.'),
    openingStock: stock.default(0).describe('What the warehouse holds when the ingredient is new. Later only the warehouse changes it.'),
  })
  .describe('An ingredient, or anything else that is kept in stock.')

export const ingredientRules: readonly Rule[] = [textAt('name')]
