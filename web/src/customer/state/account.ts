import { signal } from '@preact/signals'
import type { Client } from '#client'
import type { Account, Product } from '#contract'
import { locale, timeZone } from '../../language/language.ts'

export const account = signal<Account | undefined>(undefined)

let changes = 0

/** The page speaks the account's language. */
export const setAccount = (fresh: Account): void => {
  changes += 1
  account.value = fresh
  locale.value = fresh.locale
  timeZone.value = fresh.timeZone
}

export const followAccount = (client: Client<'/'>): void => {
  account.value = undefined
  const load = async () => {
    const before = changes
    const answer = await client.request('account:get')
    // what was changed meanwhile is newer
    if (changes === before) setAccount(answer.account)
  }
  client.on('stale', () => void load().catch(() => undefined))
}

export const forgetAccount = (): void => {
  account.value = undefined
  timeZone.value = undefined
}

/** What of the account's restrictions the dish does not keep. */
export const conflictsOf = ({ diets, allergens }: Product): Account['dietaryRestrictions'] =>
  (account.value?.dietaryRestrictions ?? []).filter((restriction) => {
    const isDiet = ['vegetarian', 'vegan', 'pescatarian', 'gluten_free', 'lactose_free', 'halal'].includes(restriction)
    return isDiet ? !diets.some((diet) => diet === restriction) : allergens.some((allergen) => allergen === restriction)
  })
