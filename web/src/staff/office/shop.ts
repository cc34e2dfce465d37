/** The shop as its file has it, for its editors. */
import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ListedEntry, ShopSection } from '#contract'
import { explain } from '../../language/failure.ts'
import { staff } from '../state/session.ts'
import { listIn, textIn } from './values.ts'

export type ListName = Exclude<ShopSection, 'shop'>
type Lists = Readonly<Record<ListName, readonly ListedEntry[]>>
interface Shop {
  settings: ListedEntry
  lists: Lists
}

export const shop = signal<Shop | undefined>(undefined)
export const shopProblem = signal<string | undefined>(undefined)

const read = async (section: ShopSection): Promise<ListedEntry[]> => {
  const found: ListedEntry[] = []
  for await (const { entries } of staff().pages('shop:export', { section, limit: 100 })) found.push(...entries)
  return found
}

const readAll = async (): Promise<Shop> => {
  const [settings] = await read('shop')
  if (!settings) throw new Error('there is no shop')
  const lists = {
    categories: await read('categories'),
    ingredients: await read('ingredients'),
    products: await read('products'),
    promotions: await read('promotions'),
  }
  return { settings, lists }
}

let newest = 0
/** Reads it again. */
export const loadShop = async (): Promise<void> => {
  newest += 1
  const mine = newest
  try {
    const fresh = await readAll()
    if (mine !== newest) return
    shop.value = fresh
    shopProblem.value = undefined
  } catch (error) {
    if (mine === newest) shopProblem.value = explain(error)
  }
}

/** Keeps the copy fresh as long as an editor is open. */
export const useShop = (): void => {
  useEffect(() => {
    const load = () => void loadShop()
    load()
    const stops = [staff().on('menu:changed', load), staff().on('shop:changed', load), staff().on('stale', load)]
    return () => {
      for (const stop of stops) stop()
    }
  }, [])
}

export const entriesOf = (list: ListName): readonly ListedEntry[] => shop.value?.lists[list] ?? []
export const locales = (): string[] => listIn(shop.value?.settings.entry.locales).map(textIn)
export const currency = (): string => textIn(shop.value?.settings.entry.currency)
