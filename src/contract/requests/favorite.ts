import { z } from 'zod'
import { favorite } from '../shapes/favorite.ts'
import { maxFavorites } from '../shapes/limits.ts'
import { items } from '../shapes/order-line.ts'
import { line } from '../shapes/text.ts'
import { id, requestId } from '../shapes/values.ts'
import { exactlyOne, nextCursor, page } from './fields.ts'
import { request } from './request.ts'

/** A change answers with the first page. */
const favorites = z.object({ favorites: z.array(favorite).describe('The favourites of this page, by name.'), nextCursor })

export const favoriteList = request({
  event: 'favorite:list',
  summary: "Lists the customer's favourites by name, at today's prices.",
  input: z.strictObject(page(50)),
  data: favorites,
})

export const favoriteSave = request({
  event: 'favorite:save',
  summary: `Saves an order, or a list of dishes, under a name. Replaces a favourite of the same name. At most ${maxFavorites}.`,
  errors: [
    'order_not_found',
    'product_not_found',
    'choice_required',
    'choice_not_possible',
    'ingredient_not_removable',
    'too_many_favorites',
  ],
  input: z
    .strictObject({
      requestId: requestId.optional(),
      name: line(100).describe("The customer's name for it."),
      orderId: id.optional().describe('The order to save.'),
      items: items.optional().describe('The lines to save.'),
    })
    .refine(...exactlyOne('orderId', 'items')),
  data: favorites,
})

export const favoriteRemove = request({
  event: 'favorite:remove',
  summary: 'Removes a favourite.',
  errors: ['favorite_not_found'],
  input: z.strictObject({ requestId: requestId.optional(), favoriteId: id }),
  data: favorites,
})
