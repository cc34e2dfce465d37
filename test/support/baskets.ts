/** Random states of the shop and random orders, for properties of quotes and placing. */
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { type Money, orderPlace } from '../../src/contract/index.ts'
import type { Database } from '../../src/database/database.ts'
import type { Shop } from '../../src/menu/shop.ts'
import type { PlaceInput } from '../../src/orders/drafts.ts'
import { randomHours } from './random-shop.ts'

export type ValueOf<A> = A extends fc.Arbitrary<infer Value> ? Value : never

const minuteMs = 60_000

/** Stands for a dish or an ingredient, in the order of their names: the same ones in every run. */
const position = fc.nat(1000)

export const at = <Item>(items: readonly Item[], n: number): Item => {
  const found = items[n % items.length]
  if (found === undefined) throw new Error('there is none')
  return found
}

const limits = fc.record(
  {
    openOrders: fc.integer({ min: 1, max: 30 }),
    unpaidOrders: fc.integer({ min: 1, max: 8 }),
    portions: fc.integer({ min: 5, max: 60 }),
    orderValue: fc.integer({ min: 2000, max: 60_000 }),
    cashValue: fc.integer({ min: 2000, max: 40_000 }),
  },
  { requiredKeys: [] },
)

const scarce = fc.record({
  ingredient: position,
  onHand: fc.nat(1500),
  requested: fc.oneof(fc.constant(0), fc.nat(500)),
  isHeld: fc.nat(9).map((n) => n > 0),
})

const area = fc.record({
  /** Half the side of a square around the shop in degrees, or the radius of a circle. */
  half: fc.option(fc.double({ min: 0.1, max: 0.9, noNaN: true })),
  radius: fc.integer({ min: 20, max: 90 }),
  fee: fc.nat(500),
  feePerKm: fc.nat(100),
  freeFrom: fc.option(fc.integer({ min: 500, max: 6000 })),
  minimum: fc.oneof(fc.constant(0), fc.nat(20_000)),
  extraMinutes: fc.nat(20),
})

/** Days from today. */
const day = fc.option(fc.integer({ min: -1, max: 1 }), { freq: 1 })

/** The terms of the promotion with the code SAVE. */
const promotion = fc.record({
  takes: fc.constantFrom({ percent: 10 }, { percent: 100 }, { percent: 33, maximum: 400 }, { amount: 700 }, { free: true }),
  firstDay: day,
  lastDay: day,
  minimum: fc.option(fc.integer({ min: 1, max: 6000 })),
  firstOrder: fc.boolean(),
  /** How often it can still be redeemed. */
  left: fc.option(fc.nat(2)),
  timesPerAccount: fc.option(fc.integer({ min: 1, max: 2 })),
})

const tips = fc.option(fc.record({ percents: fc.constant([]), maximumPercent: fc.constantFrom(30, 1000), maximum: fc.constant(5000) }))

/** What of the shop differs from case to case. */
export const shopState = fc.record({
  limits: fc.oneof({ arbitrary: fc.constant({}), weight: 2 }, limits, fc.record({ newAccount: limits })),
  stock: fc.array(scarce, { maxLength: 40 }),
  opening: fc.oneof(
    { arbitrary: fc.constant({ hours: null, paused: null, dishHours: null }), weight: 3 },
    fc.record({
      hours: fc.option(randomHours),
      paused: fc.option(fc.option(fc.integer({ min: -60, max: 600 }), { nil: undefined })),
      dishHours: fc.option(randomHours),
    }),
  ),
  delivery: fc.oneof(
    { arbitrary: fc.constant({ areas: [], elsewhere: false, withinKm: null }), weight: 2 },
    fc.record({
      areas: fc.array(area, { minLength: 1, maxLength: 3 }),
      elsewhere: fc.boolean(),
      withinKm: fc.option(fc.integer({ min: 1, max: 150 })),
    }),
  ),
  promotion,
  tips,
  switchedOff: fc.oneof({ arbitrary: fc.constant<number[]>([]), weight: 2 }, fc.array(position, { maxLength: 4 })),
  /** The choices that are switched off, by the code that they have in every dish. */
  choicesOff: fc.oneof({ arbitrary: fc.constant<string[]>([]), weight: 2 }, fc.subarray(['small', 'two'])),
  kitchen: fc.oneof(
    { arbitrary: fc.constant({ parallelDishes: null, places: null, busyMinutes: null }), weight: 2 },
    fc.record({
      parallelDishes: fc.option(fc.integer({ min: 1, max: 20 })),
      places: fc.option(fc.integer({ min: 1, max: 3 })),
      busyMinutes: fc.option(fc.integer({ min: 1, max: 180 })),
    }),
  ),
})

const exclusions = fc.oneof(
  { arbitrary: fc.constant('nothing' as const), weight: 30 },
  { arbitrary: fc.constant('what it may' as const), weight: 10 },
  fc.constant('what it must not' as const),
)

/** Stands for the choices of a dish, and for one that it does not offer (-1). */
const choose = fc.oneof(
  { arbitrary: fc.constant<number[]>([]), weight: 3 },
  { arbitrary: fc.uniqueArray(fc.nat(7), { maxLength: 3 }), weight: 6 },
  fc.constant([-1]),
)

const quantity = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 50 }))
const coordinate = (min: number, max: number) => fc.double({ min, max, noNaN: true })

/** An order. `dish` is -1 for a dish that does not exist, `expects` is about the total. */
export const basket = fc.record({
  items: fc.array(
    fc.record({ dish: fc.oneof({ arbitrary: position, weight: 120 }, fc.constant(-1)), quantity, exclude: exclusions, choose }),
    {
      minLength: 1,
      maxLength: 6,
    },
  ),
  location: fc.option(fc.record({ lat: coordinate(47, 49), lng: coordinate(16, 18) }), { nil: undefined }),
  inMinutes: fc.oneof({ arbitrary: fc.constant(undefined), weight: 2 }, fc.integer({ min: -1000, max: 21_000 })),
  paymentMethod: fc.constantFrom('cash', 'pos', 'card', 'qr'),
  leaveAtDoor: fc.nat(9).map((n) => n === 0),
  acceptDietaryConflicts: fc.nat(3).map((n) => n > 0),
  tip: fc.constantFrom(undefined, undefined, 0, 150, 20_000),
  promotionCode: fc.constantFrom(undefined, undefined, 'SAVE', 'SAVE', 'SAVE', 'NONE'),
  expects: fc.constantFrom('nothing', 'nothing', 'the total', 'another amount', 'another currency'),
})

/** The total that the customer expects of an order at `total`. */
export const expectedOf = ({ expects }: ValueOf<typeof basket>, { amount, currency }: Money): Money | undefined => {
  if (expects === 'nothing') return undefined
  return { amount: expects === 'another amount' ? amount + 1 : amount, currency: expects === 'another currency' ? 'USD' : currency }
}

type Exclusions = ValueOf<typeof exclusions>

const excludedFrom = ({ dishes }: Shop, dishId: string, what: Exclusions): string[] => {
  const recipe = what === 'nothing' ? [] : (dishes.get(dishId)?.recipe ?? [])
  return recipe.filter(({ removable }) => removable === (what === 'what it may')).map(({ ingredientId }) => ingredientId)
}

const chosenFrom = ({ dishes }: Shop, dishId: string, numbers: readonly number[]): string[] => {
  const offered = dishes.get(dishId)?.options.flatMap(({ choices }) => choices.map(({ id }) => id)) ?? []
  const ids = numbers.flatMap((n) => (n === -1 ? [randomUUID()] : (offered[n] ?? [])))
  return ids.slice(0, 4)
}

export const dishesByName = ({ dishes }: Shop) => [...dishes.values()].sort((a, b) => (a.name < b.name ? -1 : 1))

export const payloadOf = (
  shop: Shop,
  { items, location, inMinutes, leaveAtDoor, tip, expects, ...rest }: ValueOf<typeof basket>,
): PlaceInput => {
  const dishIds = dishesByName(shop).map(({ id }) => id)
  return orderPlace.input.parse({
    requestId: randomUUID(),
    items: items.map(({ dish, quantity, exclude, choose }) => {
      const productId = dish === -1 ? randomUUID() : at(dishIds, dish)
      const choices = chosenFrom(shop, productId, choose)
      return { productId, quantity, exclude: excludedFrom(shop, productId, exclude), ...(choices.length > 0 && { choices }) }
    }),
    delivery: {
      address: 'Hlavná 1',
      location,
      leaveAtDoor,
      at: inMinutes === undefined ? undefined : new Date(shop.now + inMinutes * minuteMs).toISOString(),
    },
    ...(tip !== undefined && { tip: { amount: tip, currency: shop.store.currency } }),
    ...rest,
  })
}

const asJson = (value: unknown) => (value === null ? null : JSON.stringify(value))

const idsOf = async (database: Database, table: 'ingredients' | 'products') =>
  (await database.query<{ id: string }>(`select id from ${table} order by name collate "C"`)).map(({ id }) => id)

const arrangeAreas = async (database: Database, { areas, elsewhere, withinKm }: ValueOf<typeof shopState>['delivery']) => {
  await database.query('delete from areas')
  const [{ lat = 0, lng = 0 } = {}] = await database.query<{ lat: number; lng: number }>(
    'update store set delivers_elsewhere = $1, delivers_within_km = $2 returning lat, lng',
    [elsewhere, withinKm],
  )
  for (const [n, { half, radius, fee, feePerKm, freeFrom, minimum, extraMinutes }] of areas.entries()) {
    const square =
      half &&
      [
        [-1, -1],
        [-1, 1],
        [1, 1],
        [1, -1],
      ].map(([y = 0, x = 0]) => [lat + y * half, lng + x * half])
    await database.query(
      `insert into areas (id, code, name, translations, position, polygon, radius_km, fee, fee_per_km, free_from, minimum, extra_minutes)
       values (gen_random_uuid(), 'area-' || $1::int, 'Area ' || $1, jsonb_build_object('name', jsonb_build_object('sk', 'Oblasť ' || $1)), $1, $2, $3, $4, $5, $6, $7, $8)`,
      [n, asJson(square), square ? null : radius, fee, feePerKm, freeFrom, minimum, extraMinutes],
    )
  }
}

const arrangePromotion = async (database: Database, { takes, ...terms }: ValueOf<typeof promotion>) => {
  const id = '00000000-0000-7000-8000-000000000001'
  await database.query(
    "insert into promotions (id, code, promotion_code, name, amount) values ($1, 'save', 'SAVE', 'Save', 1) on conflict do nothing",
    [id],
  )
  await database.query('insert into redemption_counts (promotion_id, redeemed) values ($1, 0) on conflict do nothing', [id])
  const { percent, maximum, amount, free } = { percent: null, maximum: null, amount: null, free: false, ...takes }
  const { firstDay, lastDay, minimum, firstOrder, left, timesPerAccount } = terms
  await database.query(
    `update promotions p set percent = $2, maximum = $3, amount = $4, free_delivery = $5, first_day = current_date + $6::int,
       last_day = current_date + $7::int, minimum = $8, first_order = $9, times = greatest(1, c.redeemed + $10::int), times_per_account = $11
     from redemption_counts c where p.id = $1 and c.promotion_id = p.id`,
    [id, percent, maximum, amount, free, firstDay, lastDay, minimum, firstOrder, left, timesPerAccount],
  )
}

/** Brings the shop into a state. What the state does not name is plentiful. */
export const arrange = async (
  database: Database,
  { limits, stock, opening, delivery, promotion, tips, switchedOff, choicesOff, kitchen }: ValueOf<typeof shopState>,
): Promise<void> => {
  await arrangeAreas(database, delivery)
  await arrangePromotion(database, promotion)
  const dishes = await idsOf(database, 'products')
  const ingredients = await idsOf(database, 'ingredients')
  await database.query('update store set limits = $1, tips = $2', [JSON.stringify(limits), asJson(tips)])
  const { hours, paused, dishHours } = opening
  await database.query(
    `update store set hours = $1, time_zone = 'Europe/Bratislava', paused = $2, paused_until = now() + make_interval(mins => $3)`,
    [asJson(hours), paused !== null, paused ?? null],
  )
  const { parallelDishes, places, busyMinutes } = kitchen
  await database.query(
    `update store set parallel_dishes = $1, orders_per_quarter_hour = $2, busy_minutes = $3::int,
       busy_until = case when $3 is not null then now() + interval '1 hour' end`,
    [parallelDishes, places, busyMinutes],
  )
  // what the kitchen has before it stays within hours
  await database.query('update orders set portions = 1')
  await database.query('update categories set hours = case when position = 1 then $1::jsonb end', [asJson(dishHours)])
  await database.query('update products set available = id <> all ($1::uuid[])', [switchedOff.map((n) => at(dishes, n))])
  await database.query('update choices set available = code <> all ($1::text[])', [choicesOff])
  const rows = new Map(ingredients.map((id) => [id, { onHand: 1_000_000, requested: 0, isHeld: true }]))
  for (const { ingredient, ...row } of stock) rows.set(at(ingredients, ingredient), row)
  const held = [...rows].filter(([, { isHeld }]) => isHeld)
  await database.query('delete from stock')
  await database.query(
    'insert into stock (ingredient_id, on_hand, requested) select * from unnest($1::uuid[], $2::bigint[], $3::bigint[])',
    [held.map(([id]) => id), held.map(([, { onHand }]) => onHand), held.map(([, { requested }]) => requested)],
  )
}
