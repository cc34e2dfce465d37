/** What an order comes to, from a node's copy of the shop. Quotes show it, and `place_orders` takes it as it is. */
import type { z } from 'zod'
import type { orderQuote } from '../contract/index.ts'
import type { Area, Shop } from '../menu/shop.ts'
import { type Bill, billOf } from './bill.ts'
import { prepMinutesOf, priceOf, soldOutChoices } from './choices.ts'
import { deliveryTerms } from './delivery-terms.ts'
import { deliveryTimePossible, expectedAt, reservesLater, type Work } from './estimates.ts'
import { type KnownLine, knownLinesOf, type LineFaults, lineFaultsOf, needsOf } from './lines.ts'
import { isOffered, openingObstacles } from './opening-obstacles.ts'
import { promotionObstacles, type Redemptions } from './promotions.ts'
import { slotAt } from './slots.ts'
import { workOf } from './workload.ts'

export type QuoteInput = Pick<z.output<typeof orderQuote.input>, 'items' | 'delivery' | 'paymentMethod' | 'tip' | 'promotionCode'> & {
  /** The account has tried too many codes: this one is not looked up. */
  isBarred?: boolean | undefined
}

export interface PricedLine extends KnownLine {
  /** Minor units, with what is chosen. */
  unitPrice: number
  /** By the kitchen's switch and by its hours. */
  isOffered: boolean
}

export interface WorkedOut {
  lines: readonly PricedLine[]
  faults: LineFaults
  deliveryTimePossible: boolean
  /** Why the shop does not deliver the order. */
  obstacles: z.input<typeof orderQuote.data>['obstacles']
  /** How much it needs of each ingredient. */
  needs: ReadonlyMap<string, number>
  /** It takes nothing of the stock of today. */
  reservesLater: boolean
  portions: number
  bill: Bill
  /** Where it is delivered; undefined: in none. */
  area: Area | undefined
  work: Work
  /** The quarter of an hour in which it is expected at the door, if it waits for the kitchen alone. */
  slot: number
}

/** Without a payment method, it is not asked how it is handed over. */
type Asked = Omit<QuoteInput, 'paymentMethod'> & Partial<Pick<QuoteInput, 'paymentMethod'>>

/** What the courier collects is not put down at the door. */
const doorObstacles = ({ delivery: { leaveAtDoor = false }, paymentMethod }: Asked): WorkedOut['obstacles'] =>
  leaveAtDoor && (paymentMethod === 'cash' || paymentMethod === 'pos') ? [{ reason: 'cannot_leave_at_door', details: {} }] : []

const choiceObstacles = (lines: readonly KnownLine[], language: string): WorkedOut['obstacles'] => {
  const choices = soldOutChoices(lines, language)
  return choices.length > 0 ? [{ reason: 'choice_unavailable', details: { choices } }] : []
}

/** `language`: of the names in the faults; absent: the shop's first one. */
export const workOut = (shop: Shop, redemptions: Redemptions, input: Asked, language = ''): WorkedOut => {
  const { store, now } = shop
  const { items, delivery } = input
  const deliverAt = delivery.at === undefined ? now : Date.parse(delivery.at)
  // no spread: V8 takes five microseconds for these three
  const lines = knownLinesOf(shop, items).map(({ line, dish, quantity, exclude, chosen }) => ({
    line,
    dish,
    quantity,
    exclude,
    chosen,
    unitPrice: dish.price + priceOf(chosen),
    isOffered: isOffered(store, dish, deliverAt),
  }))
  const subtotal = lines.reduce((sum, { unitPrice, quantity }) => sum + unitPrice * quantity, 0)
  const terms = deliveryTerms(store, delivery.location, subtotal, language)
  const { tip, promotionCode, isBarred } = input
  const bill = billOf(shop, redemptions, { lines, subtotal, deliveryFee: terms.fee, tip, promotionCode, isBarred })
  const portions = lines.reduce((sum, { quantity }) => sum + quantity, 0)
  const longestDish = Math.max(0, ...lines.map(({ dish, chosen }) => dish.prepMinutes + prepMinutesOf(chosen)))
  const work = workOf(shop, { portions, longestDish, location: delivery.location, area: terms.area })
  return {
    lines,
    faults: lineFaultsOf(shop, items, language, lines),
    deliveryTimePossible: deliveryTimePossible(now, delivery.at),
    obstacles: [
      ...choiceObstacles(lines, language),
      ...openingObstacles(store, deliverAt),
      ...terms.obstacles,
      ...doorObstacles(input),
      ...promotionObstacles(store, bill.badPromotion),
    ],
    needs: needsOf(lines),
    reservesLater: reservesLater(now, delivery.at, work),
    portions,
    bill,
    area: terms.area,
    work,
    slot: slotAt(expectedAt(now, work, delivery.at)),
  }
}
