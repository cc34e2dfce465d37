import { signal } from '@preact/signals'
import type { Client } from '#client'
import type { Account, Product, RequestPayload } from '#contract'
import { locale, setLocale, t, timeZone } from '../../language/language.ts'
import type { Diet, Restriction } from '../../language/words.ts'
import { isMetWithout } from './fit.ts'
import { customer } from './session.ts'

export const account = signal<Account | undefined>(undefined)
/** Rises when another tab or device has changed the account: forms start again from what it is now. */
export const revision = signal(0)

/** Shows the account, and the page in its language and time zone. Resolves when the page speaks it. */
const setAccount = (fresh: Account): Promise<void> => {
  account.value = fresh
  timeZone.value = fresh.timeZone
  return fresh.locale === locale.value ? Promise.resolve() : setLocale(fresh.locale)
}

/** How often something was heard that the answer to a running request may not contain. */
let news = 0

const show = async (fresh: Account) => {
  const isOther = account.value !== undefined && JSON.stringify(account.value) !== JSON.stringify(fresh)
  await setAccount(fresh)
  if (isOther) revision.value += 1
}

export const followAccount = (client: Client<'/'>): void => {
  account.value = undefined
  let isLoading = false
  const load = async () => {
    news += 1
    if (isLoading) return
    isLoading = true
    try {
      for (let heard: number | undefined; heard !== news; ) {
        heard = news
        const answer = await client.request('account:get')
        if (heard === news) await show(answer.account)
      }
    } finally {
      isLoading = false
    }
  }
  const reload = () => void load().catch(() => undefined)
  client.on('stale', reload)
  client.on('account:changed', ({ data: { changed } }) => changed.some((part) => part !== 'favorites') && reload())
}

export const clearAccount = (): void => {
  account.value = undefined
  timeZone.value = undefined
}

export const updateAccount = async (change: RequestPayload<'/', 'account:update'>): Promise<Account> => {
  const { account: changed } = await customer().request('account:update', change)
  news += 1
  await setAccount(changed)
  return changed
}

const isDiet = (restriction: Restriction): restriction is Diet => Object.hasOwn(t().diet, restriction)

const isFree = ({ diets, allergens }: Product, restriction: Restriction) =>
  isDiet(restriction) ? diets.includes(restriction) : !allergens.some((allergen) => allergen === restriction)

/** The account's dietary restrictions that a dish breaks, even without what is left out. */
export const conflictsOf = (dish: Product, exclude: readonly string[] = []): Restriction[] =>
  (account.value?.dietaryRestrictions ?? []).filter(
    (restriction) => !isFree(dish, restriction) && !isMetWithout(restriction, dish, exclude),
  )
