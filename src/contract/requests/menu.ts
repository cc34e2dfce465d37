import { z } from 'zod'
import { diet } from '../shapes/diet.ts'
import { category, product } from '../shapes/menu.ts'
import { locale } from '../shapes/reader.ts'
import { text } from '../shapes/text.ts'
import { id } from '../shapes/values.ts'
import { nextCursor, page } from './fields.ts'
import { request } from './request.ts'

/** The language of the shop's texts in an answer. */
export const menuLocale = locale
  .optional()
  .describe("The language of the texts. Absent: that of the account. What is not translated is in the shop's first language.")

export const menuList = request({
  event: 'menu:list',
  summary: 'Lists the dishes of the menu by category and name, or those that fit a search, the best first.',
  errors: ['category_not_found'],
  input: z.strictObject({
    categoryId: id.optional().describe('Only dishes of this category.'),
    search: text(100)
      .optional()
      .describe(
        'What the customer is looking for, in any language of the shop: words of the name, the category, the description, the ingredients or the choices, a diet ("gluten free"). Accents do not count, and typing errors and plurals are allowed for.',
      ),
    locale: menuLocale,
    diets: z.array(diet).max(diet.options.length).optional().describe('Only dishes that are suitable for all of these.'),
    ...page(50),
  }),
  data: z.object({
    categories: z.array(category).describe('Every category of the menu, in the order of the menu.'),
    products: z.array(product).describe('The dishes of this page. With `search` the best come first.'),
    version: z.int().describe('Rises with every change of the menu: of two answers, the higher version is the newer one.'),
    nextCursor,
  }),
})

export const menuGet = request({
  event: 'menu:get',
  summary: 'Returns one dish.',
  errors: ['product_not_found'],
  input: z.strictObject({ productId: id, locale: menuLocale }),
  data: z.object({ product }),
})

const available = z.boolean().describe('False takes the dish or the choice off the menu, true puts it back.')
const choiceId = id.optional().describe('A choice of the dish. Absent: the dish itself.')

export const menuSetAvailability = request({
  event: 'menu:set_availability',
  summary: 'Takes a dish, or one choice of a dish, off the menu, or puts it back.',
  roles: ['kitchen', 'manager'],
  errors: ['product_not_found', 'choice_not_possible'],
  input: z.strictObject({ productId: id, choiceId, available }),
  data: z.object({ productId: id, choiceId, available }),
})
