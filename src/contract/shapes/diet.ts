import { z } from 'zod'

export const diet = z
  .enum(['vegetarian', 'vegan', 'pescatarian', 'gluten_free', 'lactose_free', 'halal'])
  .describe('A diet that a dish is suitable for.')

export const allergen = z
  .enum([
    'gluten',
    'crustaceans',
    'eggs',
    'fish',
    'peanuts',
    'soybeans',
    'milk',
    'nuts',
    'celery',
    'mustard',
    'sesame',
    'sulphites',
    'lupin',
    'molluscs',
  ])
  .describe('One of the 14 allergens of Regulation (EU) No 1169/2011, Annex II.')

export const dietaryRestriction = z
  .enum([...diet.options, ...allergen.options])
  .describe('What the customer does not eat: everything that is unsuitable for a diet, or an allergen.')
export type DietaryRestriction = z.infer<typeof dietaryRestriction>
