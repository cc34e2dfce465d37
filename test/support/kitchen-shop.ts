/** A shop with one dish of ten minutes, five minutes away from everybody, for what depends on the kitchen and the clock. */
import type { Dish, Shop, Store } from '../../src/menu/shop.ts'

const dish: Dish = {
  id: 'dish',
  name: 'Soup',
  names: {},
  price: 500,
  taxRate: null,
  prepMinutes: 10,
  available: true,
  hours: null,
  recipe: [],
  options: [],
}

const store: Store = {
  name: 'Kitchen',
  names: {},
  country: null,
  currency: 'EUR',
  areas: [],
  deliversElsewhere: false,
  deliversWithinKm: null,
  deliveryFee: 0,
  location: { lat: 48, lng: 17 },
  deliveryBaseMinutes: 5,
  deliveryMinutesPerKm: 0,
  defaultDistanceKm: 0,
  earlyMinutes: 5,
  lateMinutes: 10,
  limits: {},
  locales: ['en'],
  diets: [],
  timeZone: 'UTC',
  hours: null,
  specialDays: {},
  kitchen: { parallelDishes: null, ordersPerQuarterHour: null, confirmWithinMinutes: null, rejectAfterMinutes: null },
  paused: null,
  busy: null,
  deliveryTaxRate: null,
  seller: null,
  tips: null,
  settingsVersion: 1,
  menuVersion: 1,
  version: 1,
}

export const kitchenShop = ({ store: settings, ...rest }: { now: number; store?: Partial<Store>; workload?: Shop['workload'] }): Shop => ({
  dishes: new Map([[dish.id, dish]]),
  ingredients: new Map(),
  promotions: new Map(),
  usedUp: new Set(),
  levels: new Map(),
  workload: { portions: 0, minutes: 0, fullSlots: new Set() },
  compareNames: (a, b) => a.localeCompare(b),
  ...rest,
  store: { ...store, ...settings },
})
