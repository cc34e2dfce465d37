import { signal } from '@preact/signals'
import type { Client } from '#client'
import type { Account, Product, RequestPayload } from '#contract'
import { locale, setLocale, t, timeZone } from '../../language/language.ts'
import type { Diet, Restriction } from '../../language/words.ts'
import { isMetWithout } from './fit.ts'
import { customer } from './session.ts'

export const account = signal<Account | undefined>(undefined)

let changes = 0

/** Shows the account, and the page in its language and time zone. */
const setAccount = (fresh: Account): void => {
  changes += 1
  account.value = fresh
  if (fresh.locale !== locale.value) setLocale(fresh.locale)
  timeZone.value = fresh.timeZone
}

export const followAccount = (client: Client<'/'>): void => {
  account.value = undefined
  const load = async () => {
    const before = changes
    const answer = await client.request('account:get')
    // an update that was answered in the meantime is newer
    if (changes === before) setAccount(answer.account)
  }
  client.on('stale', () => void load().catch(() => undefined))
}

export const clearAccount = (): void => {
  account.value = undefined
  timeZone.value = undefined
}

export const updateAccount = async (change: RequestPayload<'/', 'account:update'>): Promise<void> =>
  setAccount((await customer().request('account:update', change)).account)

const isDiet = (restriction: Restriction): restriction is Diet => Object.hasOwn(t().diet, restriction)

const isFree = ({ diets, allergens }: Product, restriction: Restriction) =>
  isDiet(restriction) ? diets.includes(restriction) : !allergens.some((allergen) => allergen === restriction)

/** The account's dietary restrictions that a dish breaks, even without what is left out. */
export const conflictsOf = (dish: Product, exclude: readonly string[] = []): Restriction[] =>
  (account.value?.dietaryRestrictions ?? []).filter(
    (restriction) => !isFree(dish, restriction) && !isMetWithout(restriction, dish, exclude),
  )
