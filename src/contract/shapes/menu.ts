import { z } from 'zod'
import { allergen, diet, dietaryRestriction } from './diet.ts'
import { hours } from './hours.ts'
import { id, money } from './values.ts'

export const category = z.object({ id, name: z.string().describe('The name on the menu.') }).describe('A category of the menu.')
export type Category = z.infer<typeof category>

export const ingredient = z.object({ id, name: z.string().describe('The name of the ingredient.') }).describe('An ingredient.')

export const dishIngredient = ingredient
  .extend({
    removable: z.boolean().describe('True: an order may leave it out (`exclude`).'),
    unfitFor: z.array(dietaryRestriction).optional().describe('The allergens in it, and the diets that it rules out. Absent: none.'),
  })
  .describe('An ingredient of a dish.')

export const averageRating = z
  .object({
    average: z.number().nullable().describe('1 (bad) to 5 (very good), to two decimal places. Null while there are no ratings.'),
    count: z.int().describe('How many ratings there are.'),
  })
  .describe('The average of several ratings.')

export const choice = z
  .object({
    id,
    name: z.string().describe('The name on the menu.'),
    price: money.describe('What it adds to the price of the dish.'),
    prepMinutes: z.int().describe('What it adds to the time of the kitchen, in minutes.'),
    diets: z.array(diet).describe('The diets that it is suitable for.'),
    allergens: z.array(allergen).describe('The allergens that it adds.'),
    available: z
      .boolean()
      .describe(
        'False: it cannot be chosen now. The kitchen has switched it off, or there is not enough of an ingredient. `menu:changed` tells when the kitchen switches it.',
      ),
  })
  .describe('What a customer may choose: a size, an extra.')

export const productOption = z
  .object({
    id,
    name: z.string().describe('What is chosen, for example "Size".'),
    min: z.int().describe('How many choices an order must take. 0: none.'),
    max: z.int().describe('How many choices an order may take.'),
    choices: z.array(choice).describe('The choices, in the order of the menu.'),
  })
  .describe('A question about a dish, with its choices.')

/** A rendition of an uploaded picture. */
export const pictureSize = z
  .object({
    url: z.string().describe('A path of the gateway. What it serves never changes.'),
    width: z.int().describe('In pixels.'),
    height: z.int().describe('In pixels.'),
  })
  .describe('An uploaded picture in one size.')
export type PictureSize = z.infer<typeof pictureSize>

export const product = z
  .object({
    id,
    name: z.string().describe('The name on the menu.'),
    description: z.string().describe('What the dish is, for people.'),
    categoryId: id,
    price: money.describe('The price of one portion.'),
    diets: z.array(diet).describe('The diets that the dish is suitable for.'),
    allergens: z.array(allergen).describe('The allergens that the dish contains.'),
    available: z.boolean().describe('True: you can order one more now. `menu:availability_changed` tells when this changes.'),
    prepMinutes: z.int().describe('How long the kitchen needs for it, in minutes.'),
    rating: averageRating,
    ingredients: z.array(dishIngredient).describe('What the dish is made of.'),
    options: z.array(productOption).describe('What the customer chooses of it. Empty for most dishes.'),
    hours: hours.optional().describe("When the dish can be ordered, on the shop's clock. Absent: whenever the shop is open."),
    image: z
      .string()
      .optional()
      .describe('The address of a picture. That of an uploaded one begins with `/`: it is a path of the gateway.'),
    pictures: z.array(pictureSize).optional().describe('An uploaded picture in several sizes, the narrowest first; `image` is the widest.'),
  })
  .describe('A dish of the menu.')
export type Product = z.infer<typeof product>
