/** The options of a product: sizes, extras. */
import { z } from 'zod'
import { type Context, type Fault, faultsOfAmount, faultsOfCode, faultsOfText, type Path } from './faults.ts'
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

type Option = z.output<typeof option>

const repeated = (entries: readonly { code: string }[], path: Path): Fault[] =>
  entries.flatMap(({ code }, n) =>
    entries.findIndex((each) => each.code === code) < n
      ? [{ path: [...path, n, 'code'], message: `another entry has the code ${code}`, rule: 'taken' } as const]
      : [],
  )

export const faultsOfOptions = (context: Context, path: Path, options: readonly Option[]): Fault[] => [
  ...repeated(options, path),
  ...options.flatMap(({ name, min, max, choices }, n): Fault[] => {
    const here = [...path, n]
    return [
      ...faultsOfText(context, [...here, 'name'], name),
      ...(min > max ? [{ path: [...here, 'min'], message: 'is more than max', rule: 'too_big', limit: max } as const] : []),
      ...(min > choices.length
        ? [{ path: [...here, 'min'], message: 'is more than there are choices', rule: 'too_big', limit: choices.length } as const]
        : []),
      ...repeated(choices, [...here, 'choices']),
      ...choices.flatMap((choice, at): Fault[] => {
        const there = [...here, 'choices', at]
        return [
          ...faultsOfText(context, [...there, 'name'], choice.name),
          ...faultsOfAmount(context, [...there, 'price'], choice.price),
          ...Object.keys(choice.recipe).flatMap((ingredient) =>
            faultsOfCode(context, 'ingredients', [...there, 'recipe', ingredient], ingredient),
          ),
        ]
      }),
    ]
  }),
]
