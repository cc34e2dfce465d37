/** The options of a product: sizes, extras. */
import { z } from 'zod'
import { faultsOfRecipe } from './faults.ts'
import { amountAt, distinctCodes, eachIn, type Rule, ruleOf, textAt } from './rules.ts'
import { amount, code, name, recipe } from './values.ts'

const choice = z
  .strictObject({
    code,
    name: name.describe('The name on the menu.'),
    price: amount.default('0').describe('What it adds to the price of the product.'),
    prepMinutes: z.int().min(0).max(600).default(0).describe('What it adds to the time of the kitchen, in minutes.'),
    recipe: recipe.default({}).describe("What it needs besides the product's own recipe, by the ingredient's code and in its unit."),
  })
  .describe('What a customer may choose.')

export const option = z
  .strictObject({
    code,
    name: name.describe('What is chosen, for example "Size".'),
    min: z.int().min(0).max(30).default(0).describe('How many choices an order must take.'),
    max: z.int().min(1).max(30).default(1).describe('How many choices an order may take.'),
    choices: z.array(choice).min(1).max(30).describe('The choices, in the order of the menu.'),
  })
  .describe('A question about the product, with its choices.')

const choiceRules: readonly Rule[] = [
  textAt('name'),
  amountAt('price'),
  ruleOf(z.object({ recipe: z.record(z.string(), z.unknown()) }), (entry, path, context) => faultsOfRecipe(context, entry, path)),
]

const optionRules: readonly Rule[] = [
  textAt('name'),
  ruleOf(option.pick({ min: true, max: true }).strip(), ({ min, max }, path) =>
    min > max ? [{ path: [...path, 'min'], message: 'is more than max', rule: 'too_big', limit: max }] : [],
  ),
  ruleOf(
    option
      .pick({ min: true, max: true })
      .strip()
      .extend({ choices: z.array(z.unknown()) }),
    ({ min, max, choices }, path) =>
      min <= max && min > choices.length
        ? [{ path: [...path, 'min'], message: 'is more than there are choices', rule: 'too_big', limit: choices.length }]
        : [],
  ),
  distinctCodes('choices', 'entry'),
  eachIn('choices', choiceRules),
]

/** Of an entry with `options`. */
export const optionsRules: readonly Rule[] = [distinctCodes('options', 'entry'), eachIn('options', optionRules)]
