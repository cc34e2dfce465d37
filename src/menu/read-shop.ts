/** How a node reads its copy of the menu, the shop's settings and the stock. */
import type { Queryable } from '../database/database.ts'
import { bytesAsJson } from '../database/page.ts'
import { AppError } from '../errors.ts'
import { optionsIn, withRequired } from './options.ts'
import { productJson } from './product-json.ts'
import { type WorkloadRead, workloadOf, workloadSql } from './read-workload.ts'
import { type CompareNames, type MenuRow, type NamedCategory, orderOf } from './search.ts'
import { SearchIndex } from './search-index.ts'
import type { Dish, Ingredient, Level, Promotion, Shop, Store, Workload } from './shop.ts'
import { soughtIn } from './sought-texts.ts'
import { type DishTranslations, textsOf } from './translate.ts'

// What does not raise the version of the shop: ratings and stock of the dishes, and pictures. Every update of a row gives it another xmin.
const versionSql = [
  '(select coalesce(max(version), 0) from store)',
  ...['products', 'pictures'].map((table) => `(select count(*) || ':' || coalesce(sum(xmin::text::bigint), 0) from ${table})`),
].join(" || ' ' || ")

/** The stock as JSON text: [ingredient, free, covered] of each ingredient. */
const levelsSql = `
  select coalesce(json_agg(json_build_array(ingredient_id, on_hand - reserved, on_hand + requested - reserved) order by ingredient_id), '[]')::text as levels
  from current_stock`

const areasSql = `
  select coalesce(json_agg(json_build_object('code', a.code, 'name', a.name, 'names', coalesce(a.translations -> 'name', '{}'), 'polygon', a.polygon, 'radius', a.radius_km,
    'fee', a.fee, 'feePerKm', a.fee_per_km, 'freeFrom', a.free_from, 'minimum', a.minimum, 'extraMinutes', a.extra_minutes) order by a.position), '[]')
  from areas a where a.retired_at is null`

const storeSql = `
  select json_build_object('currency', currency, 'deliveryFee', delivery_fee, 'deliversElsewhere', delivers_elsewhere, 'deliversWithinKm', delivers_within_km, 'areas', (${areasSql}), 'location', json_build_object('lat', lat, 'lng', lng),
    'deliveryBaseMinutes', delivery_base_minutes, 'deliveryMinutesPerKm', delivery_minutes_per_km, 'defaultDistanceKm', default_distance_km,
    'earlyMinutes', early_minutes, 'lateMinutes', late_minutes, 'limits', limits, 'tips', tips,
    'name', name, 'names', coalesce(translations -> 'name', '{}'), 'kind', kind, 'greeting', case when greeting is not null then json_build_object('name', greeting, 'names', coalesce(translations -> 'greeting', '{}')) end, 'locales', locales, 'diets', diets, 'timeZone', time_zone, 'hours', hours, 'specialDays', special_days,
    'kitchen', json_build_object('parallelDishes', parallel_dishes, 'ordersPerQuarterHour', orders_per_quarter_hour,
      'confirmWithinMinutes', confirm_within_minutes, 'rejectAfterMinutes', reject_after_minutes),
    'paused', case when paused then json_strip_nulls(json_build_object('until', rfc3339(paused_until), 'reason', pause_reason)) end,
    'deliveryTaxRate', case when tax_rate is not null then coalesce(delivery_tax_rate, tax_rate) end, 'seller', seller_at('infinity'),
    'busy', case when busy_until is not null then json_build_object('extraMinutes', busy_minutes, 'until', rfc3339(busy_until)) end,
    'country', country, 'settingsVersion', settings_version, 'menuVersion', menu_version, 'version', version)
  from store`

/** The JSON of a `Dish`. */
const dishJson = `
  json_build_object('id', p.id, 'name', p.name, 'names', coalesce(p.translations -> 'name', '{}'), 'price', p.price, 'taxRate', (select coalesce(p.tax_rate, s.tax_rate) from store s where s.tax_rate is not null), 'prepMinutes', p.prep_minutes,
    'available', p.available, 'hours', coalesce(p.hours, (select c.hours from categories c where c.id = p.category_id)), 'recipe', (
    select coalesce(json_agg(json_build_object('ingredientId', r.ingredient_id, 'quantity', r.quantity, 'removable', r.removable)
      order by r.quantity desc, r.ingredient_id), '[]')
    from recipes r where r.product_id = p.id), 'options', (
    select coalesce(json_agg(json_build_object('id', o.id, 'name', o.name, 'names', coalesce(o.translations -> 'name', '{}'),
      'min', o.min_choices, 'max', o.max_choices, 'choices', (
        select coalesce(json_agg(json_build_object('id', c.id, 'name', c.name, 'names', coalesce(c.translations -> 'name', '{}'),
          'price', c.price, 'prepMinutes', c.prep_minutes, 'available', c.available, 'recipe', (
            select coalesce(json_agg(json_build_object('ingredientId', r.ingredient_id, 'quantity', r.quantity) order by r.ingredient_id), '[]')
            from choice_recipes r where r.choice_id = c.id)) order by c.position), '[]')
        from choices c where c.option_id = o.id and c.retired_at is null)) order by o.position), '[]')
    from options o where o.product_id = p.id and o.retired_at is null))`

/** Reads some dishes, for transactions, which must not wait for another connection. */
export const readDishes = async (database: Queryable, ids: readonly string[]): Promise<Map<string, Dish>> => {
  const rows = await database.query<{ dish: Dish }>(
    `select ${dishJson} as dish from products p where p.id = any ($1) and p.retired_at is null`,
    [ids],
  )
  return new Map(rows.map(({ dish }) => [dish.id, dish]))
}

const dishesSql = `select coalesce(json_agg(${dishJson}), '[]') from products p where p.retired_at is null`

const ingredientsSql = `
  select coalesce(json_agg(json_build_object('id', id, 'name', name, 'names', coalesce(translations -> 'name', '{}'), 'unfitFor', unfit_for, 'restockMinutes', restock_minutes)), '[]') from ingredients`

const promotionsSql = `
  select coalesce(json_agg(json_build_object('id', id, 'name', name, 'names', coalesce(translations -> 'name', '{}'), 'promotionCode', promotion_code,
    'percent', percent, 'amount', amount, 'maximum', maximum, 'from', first_day, 'until', last_day, 'minimum', minimum, 'firstOrder', first_order,
    'timesPerAccount', times_per_account)), '[]')
  from promotions where retired_at is null`

const usedUpSql = `
  (select coalesce(json_agg(p.id), '[]') from promotions p join redemption_counts c on c.promotion_id = p.id where c.redeemed >= p.times) as "usedUp"`

const rowsSql = `
  select coalesce(json_agg(json_build_object('product', ${productJson}, 'position', category_position, 'place', position, 'name', name, 'translations', translations)
    order by category_position, position, name), '[]')
  from menu`

const nowSql = '(extract(epoch from now()) * 1000)::double precision as now'

/** [ingredient, free, covered] */
export type LevelRow = [id: string, free: number, covered: number]

/** What changes with every order. */
export interface StockRead {
  levels: LevelRow[]
  /** Changes with the levels. */
  levelsVersion: string
  /** The promotions that have been redeemed as often as they may be. */
  usedUp: string[]
  workload: WorkloadRead | null
  /** PostgreSQL's clock, in milliseconds. */
  now: number
}

export interface ShopRead extends StockRead {
  /** Changes with every committed change of anything but the stock. */
  version: string
  categories: NamedCategory[]
  /** In the order of the menu. */
  rows: (Omit<MenuRow, 'bytes' | 'texts'> & { translations: DishTranslations })[]
  store: Store | null
  dishes: Dish[]
  ingredients: Ingredient[]
  promotions: Promotion[]
}

/** One statement, so that the versions are those of the rows. */
export const readSql = `
  with stocked as materialized (${levelsSql})
  select ${versionSql} as version, levels::json as levels, md5(levels) as "levelsVersion", ${usedUpSql}, ${workloadSql} as workload, ${nowSql},
    (select coalesce(json_agg(json_build_object('id', id, 'name', name, 'names', coalesce(translations -> 'name', '{}')) order by position), '[]') from categories where retired_at is null) as categories,
    (${rowsSql}) as rows, (${storeSql}) as store, (${dishesSql}) as dishes, (${ingredientsSql}) as ingredients, (${promotionsSql}) as promotions
  from stocked`

/** The versions and what orders change now; the stock unless its version is still $1. */
export type ShopCheck = Omit<StockRead, 'levels'> & Pick<ShopRead, 'version'> & { levels: LevelRow[] | null }

export const checkSql = `
  with stocked as materialized (${levelsSql})
  select ${versionSql} as version, md5(levels) as "levelsVersion", case when md5(levels) is distinct from $1 then levels::json end as levels, ${usedUpSql},
    ${workloadSql} as workload, ${nowSql}
  from stocked`

export const levelsOf = (rows: readonly LevelRow[]): Map<string, Level> =>
  new Map(rows.map(([id, free, covered]) => [id, { free, covered }]))

export interface Copy {
  version: string
  categories: NamedCategory[]
  rows: MenuRow[]
  byId: Map<string, MenuRow>
  compareNames: CompareNames
  index: SearchIndex
  /** The texts of the index. */
  searchedTexts: string
  /** The diets that some dish is marked with. */
  marked: Set<string>
  store: Store | null
  dishes: Map<string, Dish>
  ingredients: Map<string, Ingredient>
  /** By what the customer types. */
  promotions: Map<string, Promotion>
}

/** What changes with orders. */
export interface Stock {
  version: string
  usedUp: Set<string>
  levels: Map<string, Level>
  workload: Workload
  /** PostgreSQL's clock, and this process's when it was read. */
  clock: { now: number; readAt: number }
}

/** `before` is the copy until now: its index stays if no text has changed. */
export const copyOf = ({ version, categories, rows, store, dishes, ingredients, promotions }: ShopRead, before: Copy | undefined): Copy => {
  const byId = <Entry extends { id: string }>(entries: readonly Entry[]) => new Map(entries.map((entry) => [entry.id, entry]))
  const sources = { languages: store?.locales.slice(1) ?? [], categories: byId(categories), ingredients: byId(ingredients) }
  const known = byId(dishes)
  const offer = { ingredients: sources.ingredients, currency: store?.currency ?? '', diets: store?.diets ?? [] }
  const searchable = rows.map(({ translations, ...row }) => {
    const dish = known.get(row.product.id) ?? { options: [] }
    const product = withRequired({ ...row.product, options: optionsIn(dish, '', offer) }, dish)
    const texts = textsOf(product, translations, { ...sources, optionsIn: (language) => optionsIn(dish, language, offer) })
    return { ...row, product, texts, bytes: bytesAsJson(product) }
  })
  const documents = searchable.map((row) => soughtIn(row, sources.categories.get(row.product.categoryId)?.name ?? ''))
  const searchedTexts = JSON.stringify(documents)
  return {
    version,
    categories,
    rows: searchable,
    byId: new Map(searchable.map((row) => [row.product.id, row])),
    compareNames: orderOf(rows),
    index: before?.searchedTexts === searchedTexts ? before.index : new SearchIndex(documents),
    searchedTexts,
    marked: new Set(searchable.flatMap(({ product }) => product.diets)),
    store,
    dishes: known,
    ingredients: sources.ingredients,
    promotions: new Map(promotions.map((promotion) => [promotion.promotionCode, promotion])),
  }
}

/** `before` has the levels where the look found that they are the same. */
export const stockOf = (
  { levels, levelsVersion, usedUp, workload, now }: Omit<StockRead, 'levels'> & Pick<ShopCheck, 'levels'>,
  before?: Stock,
): Stock => ({
  version: levelsVersion,
  usedUp: new Set(usedUp),
  levels: levels ? levelsOf(levels) : (before?.levels ?? new Map()),
  workload: workloadOf(workload),
  clock: { now, readAt: performance.now() },
})

export const shopOf = (
  { store, dishes, ingredients, promotions, compareNames }: Copy,
  { levels, usedUp, workload, clock }: Stock,
): Shop => {
  if (!store) throw new AppError('shop_missing')
  const now = clock.now + performance.now() - clock.readAt
  return { store, dishes, ingredients, promotions, usedUp, levels, workload, compareNames, now }
}
