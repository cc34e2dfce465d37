import { signal } from '@preact/signals'
import type { Client } from '#client'
import type { Account, Product, RequestPayload } from '#contract'
import { locale, setLocale, t, timeZone } from '../../language/language.ts'
import type { Diet, Restriction } from '../../language/words.ts'
import { onTold, tellTabs } from '../../ui/tabs.ts'
import { isMetWithout } from './fit.ts'
import { customer } from './session.ts'

export const account = signal<Account | undefined>(undefined)
/** Rises when another tab has changed the account: forms start again from what it is now. */
export const revision = signal(0)

let changes = 0

/** Shows the account, and the page in its language and time zone. Resolves when the page speaks it. */
const setAccount = (fresh: Account): Promise<void> => {
  changes += 1
  account.value = fresh
  timeZone.value = fresh.timeZone
  return fresh.locale === locale.value ? Promise.resolve() : setLocale(fresh.locale)
}

let stopHearing = () => {}

export const followAccount = (client: Client<'/'>): void => {
  account.value = undefined
  const load = async () => {
    const before = changes
    const answer = await client.request('account:get')
    // an update that was answered in the meantime is newer
    if (changes === before) await setAccount(answer.account)
  }
  const reload = async () => {
    await load()
    revision.value += 1
  }
  client.on('stale', () => void load().catch(() => undefined))
  stopHearing()
  stopHearing = onTold((topic) => topic === 'account' && void reload().catch(() => undefined))
}

export const clearAccount = (): void => {
  account.value = undefined
  timeZone.value = undefined
}

export const updateAccount = async (change: RequestPayload<'/', 'account:update'>): Promise<void> => {
  const { account: changed } = await customer().request('account:update', change)
  await setAccount(changed)
  tellTabs('account')
}

const isDiet = (restriction: Restriction): restriction is Diet => Object.hasOwn(t().diet, restriction)

const isFree = ({ diets, allergens }: Product, restriction: Restriction) =>
  isDiet(restriction) ? diets.includes(restriction) : !allergens.some((allergen) => allergen === restriction)

/** The account's dietary restrictions that a dish breaks, even without what is left out. */
export const conflictsOf = (dish: Product, exclude: readonly string[] = []): Restriction[] =>
  (account.value?.dietaryRestrictions ?? []).filter(
    (restriction) => !isFree(dish, restriction) && !isMetWithout(restriction, dish, exclude),
  )
