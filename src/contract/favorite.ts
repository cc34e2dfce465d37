import { z } from 'zod'
import { paymentMethod } from './account.ts'
import { delivery, items, order } from './order.ts'
import { nothing, request } from './request.ts'
import { id, line, money, requestId, timestamp } from './values.ts'

const favorite = z.object({
  id,
  name: z.string(),
  items: z.array(
    z.object({
      productId: id,
      name: z.string(),
      quantity: z.int(),
      exclude: z.array(id),
      note: z.string().optional(),
      /** Today's; absent when the dish has left the menu for good. */
      unitPrice: money.optional(),
      available: z.boolean(),
    }),
  ),
  savedAt: timestamp,
})
export type Favorite = z.infer<typeof favorite>

const favorites = z.object({ favorites: z.array(favorite) })

export const favoriteList = request({
  event: 'favorite:list',
  summary: 'What the customer has saved to order again, by name, at the prices of today.',
  input: nothing,
  data: favorites,
})

export const favoriteSave = request({
  event: 'favorite:save',
  summary: 'Saves an order, or a list of dishes, under a name; what had the name before is replaced. At most 50.',
  input: z
    .strictObject({ requestId: requestId.optional(), name: line(100), orderId: id.optional(), items: items.optional() })
    .refine(({ orderId, items }) => (orderId === undefined) !== (items === undefined), 'name either orderId or items'),
  data: favorites,
})

export const favoriteRemove = request({
  event: 'favorite:remove',
  summary: 'Removes a favourite.',
  input: z.strictObject({ requestId: requestId.optional(), favoriteId: id }),
  data: favorites,
})

/** A line that was left out, and why it cannot be ordered now. */
export const skipped = z.object({
  productId: id,
  name: z.string(),
  quantity: z.int(),
  reason: z.enum(['product_not_found', 'product_unavailable', 'ingredient_not_removable', 'dietary_conflict', 'insufficient_stock']),
})
export type Skipped = z.infer<typeof skipped>

export const orderReorder = request({
  event: 'order:reorder',
  summary: 'Orders an earlier order or a favourite again, at the prices of today and without what cannot be had now.',
  input: z
    .strictObject({
      requestId,
      orderId: id.optional(),
      favoriteId: id.optional(),
      /** Where the order went; for a favourite the address of the account. At once, unless `at` says otherwise. */
      delivery: delivery.optional(),
      /** How the order was paid; for a favourite the preferred method of the account. */
      paymentMethod: paymentMethod.optional(),
      acceptDietaryConflicts: z.boolean().optional(),
    })
    .refine(({ orderId, favoriteId }) => (orderId === undefined) !== (favoriteId === undefined), 'name either orderId or favoriteId'),
  data: z.object({ order, skipped: z.array(skipped) }),
})
