/** What a node knows of the shop to work out quotes and refusals: its settings, dishes, recipes and stock. */
import type { DietaryRestriction, Hours, Location, Product, Seller, ShopKind } from '../contract/index.ts'
import type { Named } from './language.ts'
import type { Opening } from './opening.ts'

/** What a customer may have open and order at once. A limit that is absent or null does not apply. */
export interface OrderLimits {
  openOrders?: number | null
  unpaidOrders?: number | null
  portions?: number | null
  orderValue?: number | null
  cashValue?: number | null
}

/** What the kitchen can do. Null: it has no such limit. */
export interface Kitchen {
  /** How many portions it cooks at the same time. */
  parallelDishes: number | null
  ordersPerQuarterHour: number | null
  confirmWithinMinutes: number | null
  rejectAfterMinutes: number | null
}

/** Where the shop delivers. Amounts are minor units. */
export interface Area extends Named {
  code: string
  polygon: readonly (readonly [lat: number, lng: number])[] | null
  /** A circle around the shop, in kilometres. */
  radius: number | null
  fee: number
  feePerKm: number
  freeFrom: number | null
  minimum: number
  extraMinutes: number
}

/** The row of `store`. Amounts are minor units of its currency. */
export interface Store extends Opening, Named {
  /** The ISO 3166-1 code of the country of telephone numbers that name none. */
  country: string | null
  kind: ShopKind
  /** What stands above the menu. Null: the page has a greeting for the kind. */
  greeting: Named | null
  currency: string
  deliveryFee: number
  /** The rate of the tax that the fee includes, in percent. Null: the shop shows no taxes. */
  deliveryTaxRate: number | null
  seller: Seller | null
  /** The first that contains a place holds. None: the shop delivers everywhere. */
  areas: readonly Area[]
  /** What lies in no area, or has no known place, costs `deliveryFee`. False: it is not delivered to. */
  deliversElsewhere: boolean
  /** The farthest that what lies in no area is delivered to, in kilometres. */
  deliversWithinKm: number | null
  location: Location
  deliveryBaseMinutes: number
  deliveryMinutesPerKm: number
  defaultDistanceKm: number
  earlyMinutes: number
  lateMinutes: number
  limits: OrderLimits & { newAccount?: OrderLimits }
  /** The languages of the texts; the first is the one of every `name`. */
  locales: readonly string[]
  /** The diets that the menu marks. */
  diets: Product['diets']
  kitchen: Kitchen
  /** A manager has stopped taking orders. */
  paused: { until?: string; reason?: string } | null
  /** Null: the shop takes no tips. */
  tips: Tips | null
  /** A manager adds minutes to the estimates of orders that are placed until then. */
  busy: { extraMinutes: number; until: string } | null
  /** These rise when the settings or the menu were changed. */
  settingsVersion: number
  menuVersion: number
  /** Rises with every change that an order could depend on. */
  version: number
}

/** The percentages that the page suggests, and the largest tip: a percentage of the dishes, and minor units. */
export interface Tips {
  percents: readonly number[]
  maximumPercent: number
  maximum?: number
}

/** A code with which an order costs less. It takes off a percentage or an amount of the dishes, or the delivery fee. */
export interface Promotion extends Named {
  id: string
  /** What the customer types, in upper case and without blanks. */
  promotionCode: string
  percent: number | null
  amount: number | null
  /** The most that the percentage takes off. */
  maximum: number | null
  /** The first and the last day on which it is valid, on the shop's clock. */
  from: string | null
  until: string | null
  /** The least that the dishes must cost. */
  minimum: number | null
  firstOrder: boolean
  timesPerAccount: number | null
}

/** An ingredient of a dish, and how much of it one portion needs. */
export interface Need {
  ingredientId: string
  quantity: number
  removable: boolean
}

export interface Dish extends Named {
  id: string
  price: number
  /** The rate of the tax that its price includes, in percent. Null: the shop shows no taxes. */
  taxRate: number | null
  prepMinutes: number
  /** The kitchen's switch. */
  available: boolean
  /** When it can be ordered: its own hours, or those of its category. Null: always. */
  hours: Hours | null
  recipe: readonly Need[]
  options: readonly Option[]
}

/** A question about a dish. */
export interface Option extends Named {
  id: string
  min: number
  max: number
  choices: readonly Choice[]
}

export interface Choice extends Named {
  id: string
  price: number
  prepMinutes: number
  /** The kitchen's switch. */
  available: boolean
  recipe: readonly Pick<Need, 'ingredientId' | 'quantity'>[]
}

export interface Ingredient extends Named {
  id: string
  /** The diets and allergens that it rules out. */
  unfitFor: readonly DietaryRestriction[]
  /** How long the store takes to bring more; null: it cannot bring more. */
  restockMinutes: number | null
}

/** How much of an ingredient no order has reserved. */
export interface Level {
  /** In the warehouse. */
  free: number
  /** In the warehouse, or requested from the store. */
  covered: number
}

/** What the kitchen has before it. */
export interface Workload {
  /** Portions that are not cooked yet, of orders that are due. */
  portions: number
  /** How long they take one after the other. */
  minutes: number
  /** The quarters of an hour that are full, in milliseconds. */
  fullSlots: ReadonlySet<number>
}

export interface Shop {
  store: Store
  dishes: ReadonlyMap<string, Dish>
  ingredients: ReadonlyMap<string, Ingredient>
  /** By what the customer types. */
  promotions: ReadonlyMap<string, Promotion>
  /** The promotions that have been redeemed as often as they may be. */
  usedUp: ReadonlySet<string>
  /** An ingredient that the warehouse does not hold has none. */
  levels: ReadonlyMap<string, Level>
  workload: Workload
  /** Orders names as the database does. */
  compareNames: (a: string, b: string) => number
  /** PostgreSQL's clock, in milliseconds. */
  now: number
}
