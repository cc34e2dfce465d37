/** Assesses orders with what the node knows: its copy of the shop, and the customers. */
import type { AppError } from '../errors.ts'
import { languageOf } from '../menu/language.ts'
import type { MenuCopy } from '../menu/menu-copy.ts'
import { type LevelRow, levelsOf } from '../menu/read-shop.ts'
import type { Level, Shop } from '../menu/shop.ts'
import { type Draft, draftOf, type Ordering } from './drafts.ts'
import type { Customer, KnownCustomers } from './known-customers.ts'
import { type Assessment, assess } from './quote.ts'
import { explainRefusal, type Refusal } from './refusals.ts'
import type { QuoteInput } from './work-out.ts'
import type { WrongCodes } from './wrong-codes.ts'

interface Asking {
  accountId: string
  /** The last event of the feed that the customer was sent, when other nodes change the account too. */
  sentSeq: number | undefined
}

export interface Knowledge {
  shop: Shop
  customer: Customer
}

/** The stock of everything that the orders of a batch needed when some of them were refused. */
export interface Shortage {
  levels: ReadonlyMap<string, Level>
}

/** Refusals that depend on the customer. */
const ofCustomer: readonly Refusal[] = [
  'dietary_conflict',
  'price_changed',
  'promotion_not_valid',
  'customer_blocked',
  'too_many_open_orders',
  'order_too_large',
]

/** Where the refusal does not depend on the customer. */
const anyCustomer: Omit<Customer, 'locale'> = {
  dietaryRestrictions: [],
  isNew: false,
  blocked: false,
  openOrders: 0,
  unpaidOrders: 0,
  hasOrdered: false,
  redeemed: {},
}

export class Assessor {
  readonly #menu: Pick<MenuCopy, 'shop' | 'offer' | 'refresh' | 'learn'>
  readonly #customers: Pick<KnownCustomers, 'get' | 'forgetOrders' | 'localeOf'>
  readonly #wrongCodes: WrongCodes

  constructor(
    menu: Pick<MenuCopy, 'shop' | 'offer' | 'refresh' | 'learn'>,
    customers: Pick<KnownCustomers, 'get' | 'forgetOrders' | 'localeOf'>,
    wrongCodes: WrongCodes,
  ) {
    this.#menu = menu
    this.#customers = customers
    this.#wrongCodes = wrongCodes
  }

  /** Asks PostgreSQL nothing, unless it is the account's first quote or the node does not know a dish, which may be new. */
  async assess({ accountId, sentSeq }: Asking, input: QuoteInput): Promise<Assessment> {
    const customer = await this.#customers.get(accountId, sentSeq)
    const assessment = await this.#assess(accountId, await this.#menu.shop(), customer, input)
    if (assessment.order.faults.unknownProducts.length === 0) return assessment
    return this.#assess(accountId, await this.#shopNow(), customer, input)
  }

  /** Works an order out for `place_orders`. Asks PostgreSQL nothing, unless the node does not know the account yet. */
  async draft(order: Ordering): Promise<Draft> {
    const [shop, locale] = await Promise.all([this.#menu.offer(), this.#customers.localeOf(order.accountId)])
    return draftOf(shop, order, languageOf(locale, shop.store.locales), await this.#isBarred(order.accountId, shop, order.input))
  }

  /** After `place_orders` has found that the shop has changed. Everyone who asks at the same time shares a statement. */
  lookAgain(): Promise<void> {
    return this.#menu.refresh()
  }

  /** The shop and the customer as they are now. Everyone who asks at the same time shares two statements. */
  async knowledgeNow(accountId: string): Promise<Knowledge> {
    const [customer, shop] = await Promise.all([this.#customerNow(accountId), this.#shopNow()])
    return { customer, shop }
  }

  /** Explains a refusal of `place_orders`. All orders that are refused at the same time share a look at the shop. */
  async explain(accountId: string, input: QuoteInput, refusal: Refusal): Promise<AppError> {
    const isOfCustomer = ofCustomer.includes(refusal)
    const inLanguage = async () => ({ ...anyCustomer, locale: await this.#customers.localeOf(accountId) })
    const [customer, shop] = await Promise.all([isOfCustomer ? this.#customerNow(accountId) : inLanguage(), this.#shopNow()])
    const assessment = await this.#assess(accountId, shop, customer, input)
    // a draft has the discount before it is known whether the account can redeem the code
    const isForCode = refusal === 'price_changed' && assessment.order.bill.badPromotion !== undefined
    return explainRefusal(assessment, isForCode ? 'promotion_not_valid' : refusal)
  }

  /** Takes the stock for which `place_orders` has refused orders, and returns it for `explainShortage`. */
  learn(levels: readonly LevelRow[]): Shortage {
    this.#menu.learn(levels)
    return { levels: levelsOf(levels) }
  }

  /** Explains why `place_orders` has found too little of something. Asks PostgreSQL nothing: these refusals come when everybody orders. */
  async explainShortage(accountId: string, input: QuoteInput, { levels }: Shortage): Promise<AppError> {
    const [shop, locale] = await Promise.all([this.#menu.offer(), this.#customers.localeOf(accountId)])
    return explainRefusal(await this.#assess(accountId, { ...shop, levels }, { ...anyCustomer, locale }, input), 'insufficient_stock')
  }

  async #isBarred(
    accountId: string,
    { promotions }: Pick<Shop, 'promotions'>,
    { promotionCode }: Pick<QuoteInput, 'promotionCode'>,
  ): Promise<boolean> {
    return promotionCode !== undefined && this.#wrongCodes.isBarred(accountId, promotionCode, promotions.has(promotionCode))
  }

  async #assess(accountId: string, shop: Shop, customer: Customer, input: QuoteInput): Promise<Assessment> {
    return assess(shop, customer, (await this.#isBarred(accountId, shop, input)) ? { ...input, isBarred: true } : input)
  }

  async #shopNow(): Promise<Shop> {
    await this.#menu.refresh()
    return this.#menu.shop()
  }

  #customerNow(accountId: string): Promise<Customer> {
    this.#customers.forgetOrders(accountId)
    return this.#customers.get(accountId)
  }
}
