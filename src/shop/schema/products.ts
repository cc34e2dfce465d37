/** The section `products`: what customers order. */
import { z } from 'zod'
import { hours } from '../../contract/index.ts'
import { type Fault, faultsOfCode, faultsOfRecipe } from './faults.ts'
import { hoursRule } from './opening.ts'
import { option, optionsRules } from './options.ts'
import { amountAt, type Rule, ruleOf, textAt } from './rules.ts'
import { amount, code, description, distinct, name, recipe, taxRate } from './values.ts'

export const product = z
  .strictObject({
    code,
    category: code.describe('The code of its category.'),
    name: name.describe('The name on the menu.'),
    description: description.default('').describe('What it is, for people.'),
    price: amount.describe("The price of one portion, in the shop's currency."),
    prepMinutes: z.int().min(0).max(600).describe('How long the kitchen needs for it, in minutes.'),
    recipe: recipe.describe("How much of each ingredient one portion needs, by the ingredient's code and in its unit."),
    removable: z
      .array(code)
      .refine(distinct, 'must not name an ingredient twice')
      .default([])
      .describe('The ingredients of the recipe that a customer may leave out.'),
    taxRate: taxRate.optional().describe("The tax that its price includes, in percent. Absent: the shop's rate."),
    options: z.array(option).max(30).default([]).describe('What a customer chooses of it, in the order of the menu.'),
    hours: hours.optional().describe('When it can be ordered, instead of the hours of its category.'),
    image: z
      .string()
      .max(500)
      .regex(/^(https?:\/\/\S+|\/\S+|[0-9a-f]{32})$/, 'must be an https address, a path, or the hash of an uploaded picture')
      .optional()
      .describe('The address of a picture, or the hash of one that was uploaded.'),
  })
  .describe('A dish, or anything else that customers order.')

const recipeKeys = z.object({ recipe: z.record(z.string(), z.unknown()) })

export const productRules: readonly Rule[] = [
  textAt('name'),
  textAt('description'),
  amountAt('price'),
  hoursRule,
  ruleOf(z.object({ taxRate }), (_, path, { isTaxed }) =>
    isTaxed ? [] : [{ path: [...path, 'taxRate'], message: 'needs shop.taxRate, the rate of everything else' }],
  ),
  ruleOf(z.object({ category: code }), ({ category }, path, context) =>
    faultsOfCode(context, 'categories', [...path, 'category'], category),
  ),
  ruleOf(recipeKeys, (entry, path, context) => faultsOfRecipe(context, entry, path)),
  ruleOf(recipeKeys.extend({ removable: z.array(z.string()) }), ({ recipe, removable }, path) =>
    removable.flatMap((ingredient, n): Fault[] =>
      ingredient in recipe ? [] : [{ path: [...path, 'removable', n], message: `${ingredient} is not in the recipe`, rule: 'not_found' }],
    ),
  ),
  ...optionsRules,
]
