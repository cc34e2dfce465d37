/** The shop as its file has it, for its editors. */
import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ListedEntry, ShopSection } from '#contract'
import { minorUnitDigits } from '#currency'
import { explain } from '../../language/failure.ts'
import { money } from '../../language/staff-language.ts'
import { staff } from '../state/session.ts'
import { listIn, textIn } from './values.ts'

export type ListName = Exclude<ShopSection, 'shop'>
type Lists = Readonly<Record<ListName, readonly ListedEntry[]>>
interface Shop {
  settings: ListedEntry
  lists: Lists
}

const listNames: readonly ListName[] = ['categories', 'ingredients', 'products', 'promotions']
export const isListName = (name: string | undefined): name is ListName => listNames.some((each) => each === name)

export const shop = signal<Shop | undefined>(undefined)
export const shopProblem = signal<string | undefined>(undefined)

/** All pages of a section, or of what is retired of it. */
export const readSection = async (section: ShopSection, retired = false): Promise<ListedEntry[]> => {
  const found: ListedEntry[] = []
  for await (const { entries } of staff().pages('shop:export', { section, retired, limit: 100 })) found.push(...entries)
  return found
}

const readAll = async (): Promise<Shop> => {
  const [settings] = await readSection('shop')
  if (!settings) throw new Error('there is no shop')
  const lists = {
    categories: await readSection('categories'),
    ingredients: await readSection('ingredients'),
    products: await readSection('products'),
    promotions: await readSection('promotions'),
  }
  return { settings, lists }
}

const load = async () => {
  try {
    shop.value = await readAll()
    shopProblem.value = undefined
  } catch (error) {
    shopProblem.value = explain(error)
  }
}

let running: Promise<void> | undefined
let next: Promise<void> | undefined
/** Reads it again. Calls during a reading share the one after it. */
export const loadShop = (): Promise<void> => {
  const start = () => {
    next = undefined
    running = load().finally(() => (running = undefined))
    return running
  }
  if (!running) return start()
  next ??= running.then(start)
  return next
}

/** Keeps the copy fresh as long as an editor is open. */
export const useShop = (): void => {
  useEffect(() => {
    const again = () => void loadShop()
    again()
    const stops = [staff().on('menu:changed', again), staff().on('shop:changed', again), staff().on('stale', again)]
    return () => {
      for (const stop of stops) stop()
    }
  }, [])
}

export const entriesOf = (list: ListName): readonly ListedEntry[] => shop.value?.lists[list] ?? []
export const locales = (): string[] => listIn(shop.value?.settings.entry.locales).map(textIn)
export const currency = (): string => textIn(shop.value?.settings.entry.currency)

/** An amount of the file, `8.50`, as the page shows money. What is no amount yet stays as it was typed. */
export const priceOf = (decimal: unknown): string => {
  const amount = Math.round(Number(textIn(decimal)) * 10 ** minorUnitDigits(currency()))
  return Number.isNaN(amount) ? textIn(decimal) : money({ amount, currency: currency() })
}
