/** A state of the shop and an order for each reason to refuse one, and for none. */
import type { Dish, Shop } from '../../src/menu/shop.ts'
import type { Refusal } from '../../src/orders/refusals.ts'
import { type basket, dishesByName, type shopState, type ValueOf } from './baskets.ts'

type State = ValueOf<typeof shopState>
type Basket = ValueOf<typeof basket>

interface Case {
  state: State
  basket: Basket
  /** The place of the customer in the test's list. */
  customer: number
}

const plainState: State = {
  limits: {},
  stock: [],
  opening: { hours: null, paused: null, dishHours: null },
  delivery: { areas: [], elsewhere: false, withinKm: null },
  promotion: { takes: { percent: 10 }, firstDay: null, lastDay: null, minimum: null, firstOrder: false, left: null, timesPerAccount: null },
  tips: null,
  switchedOff: [],
  choicesOff: [],
  kitchen: { parallelDishes: null, places: null, busyMinutes: null },
}

const area = { half: null, radius: 20, fee: 100, feePerKm: 0, freeFrom: null, minimum: 0, extraMinutes: 0 }
const withArea = (terms: Partial<typeof area>) => ({ delivery: { areas: [{ ...area, ...terms }], elsewhere: false, withinKm: null } })
const farAway = { lat: 49, lng: 18 }

/** `customers`: the places of one whom nothing keeps back, of one who is blocked and of one who has dietary restrictions. */
export const casesIn = (shop: Shop, customers: { usual: number; blocked: number; vegan: number }): Record<Refusal | 'placed', Case> => {
  const find = (what: (dish: Dish) => boolean) => dishesByName(shop).findIndex(what)
  const contains = ({ recipe }: Dish, what: (ingredientId: string) => boolean) => recipe.some(({ ingredientId }) => what(ingredientId))
  const usual = find(({ options, recipe }) => options.length === 0 && recipe.some(({ removable }) => !removable))
  const withSize = find(({ options }) => options.some(({ min }) => min > 0))
  const withMeat = find(
    (dish) => dish.options.length === 0 && contains(dish, (id) => shop.ingredients.get(id)?.unfitFor.includes('vegan') ?? false),
  )
  const withLocal = find((dish) => dish.options.length === 0 && contains(dish, (id) => shop.ingredients.get(id)?.restockMinutes === null))
  const item: Basket['items'][number] = { dish: usual, quantity: 2, exclude: 'nothing', choose: [] }
  const plainBasket: Basket = {
    items: [item],
    location: undefined,
    inMinutes: undefined,
    paymentMethod: 'cash',
    leaveAtDoor: false,
    acceptDietaryConflicts: false,
    tip: undefined,
    promotionCode: undefined,
    expects: 'the total',
  }
  const ordering = (change: Partial<Basket>, state: Partial<State> = {}, customer = customers.usual): Case => ({
    state: { ...plainState, ...state },
    basket: { ...plainBasket, ...change },
    customer,
  })
  const ofDish = (change: Partial<typeof item>, state?: Partial<State>) => ordering({ items: [{ ...item, ...change }] }, state)
  const nothingLeft = [...shop.ingredients.keys()].map((_, ingredient) => ({ ingredient, onHand: 0, requested: 0, isHeld: true }))
  return {
    placed: ordering({ tip: 150, promotionCode: 'SAVE' }, { tips: { percents: [], maximumPercent: 1000, maximum: 5000 } }),
    product_not_found: ofDish({ dish: -1 }),
    choice_required: ofDish({ dish: withSize }),
    choice_not_possible: ofDish({ choose: [-1] }),
    ingredient_not_removable: ofDish({ exclude: 'what it must not' }),
    delivery_time_not_possible: ordering({ inMinutes: -1000 }),
    choice_unavailable: ofDish({ dish: withSize, choose: [0] }, { choicesOff: ['small', 'large'] }),
    product_unavailable: ordering({}, { switchedOff: [usual] }),
    dietary_conflict: ordering({ items: [{ ...item, dish: withMeat }] }, {}, customers.vegan),
    price_changed: ordering({ expects: 'another amount' }),
    tip_too_large: ordering({ tip: 150 }),
    promotion_not_valid: ordering({ promotionCode: 'NONE' }),
    store_closed: ordering({}, { opening: { hours: {}, paused: null, dishHours: null } }),
    store_paused: ordering({}, { opening: { hours: null, paused: undefined, dishHours: null } }),
    // tomorrow, so that the time of the order stays in one quarter of an hour
    slot_full: ordering({ inMinutes: 1440 }, { kitchen: { parallelDishes: null, places: 1, busyMinutes: null } }),
    out_of_area: ordering({ location: farAway }, withArea({})),
    location_required: ordering({}, withArea({})),
    cannot_leave_at_door: ordering({ leaveAtDoor: true }),
    below_minimum: ordering({ location: shop.store.location }, withArea({ minimum: 100_000 })),
    customer_blocked: ordering({}, {}, customers.blocked),
    too_many_open_orders: ordering({}, { limits: { openOrders: 0 } }),
    order_too_large: ordering({}, { limits: { portions: 1 } }),
    insufficient_stock: ofDish({ dish: withLocal }, { stock: nothingLeft }),
  }
}
