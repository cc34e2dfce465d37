import { z } from 'zod'
import { maxBusyMinutes } from '../shapes/limits.ts'
import { busy, pause, shop } from '../shapes/shop.ts'
import { line } from '../shapes/text.ts'
import { timestamp } from '../shapes/values.ts'
import { menuLocale } from './menu.ts'
import { nothing, request } from './request.ts'

export const shopGet = request({
  event: 'shop:get',
  unrecorded: true,
  summary: 'Returns when the shop is open, and what holds for every order. `shop:changed` tells when to ask again.',
  input: z.strictObject({ locale: menuLocale }),
  data: shop,
})

export const shopPause = request({
  event: 'shop:pause',
  summary: 'Stops taking orders that would be delivered before `until`. Orders under way go on.',
  roles: ['manager'],
  input: z.strictObject({
    until: timestamp.optional().describe('When orders are taken again, in the future. Absent: no order is taken until `shop:resume`.'),
    reason: line(200).optional().describe('Why, for the customers.'),
  }),
  data: z.object({ paused: pause }),
})

export const shopBusy = request({
  event: 'shop:busy',
  summary: 'Adds minutes to the estimate of each order that is placed until a moment.',
  roles: ['manager'],
  input: z.strictObject({
    extraMinutes: z.int().min(0).max(maxBusyMinutes).describe('0: the kitchen is no longer busy.'),
    until: timestamp.describe('Until when orders are placed that take longer, in the future. With 0 minutes it means nothing.'),
  }),
  data: z.object({ busy: busy.optional() }),
})

export const shopResume = request({
  event: 'shop:resume',
  summary: 'Takes orders again after `shop:pause`.',
  roles: ['manager'],
  input: nothing,
  data: nothing,
})
