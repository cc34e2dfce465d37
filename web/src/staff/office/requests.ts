/** The requests that change an entry of each list. */
import type { RequestPayload, ShopEntry } from '#contract'
import { staff } from '../state/session.ts'
import type { ListName } from './shop.ts'

type Save = Omit<RequestPayload<'/staff', 'product:save'>, 'requestId'>
type Retire = Omit<RequestPayload<'/staff', 'product:retire'>, 'requestId'>

type Move = Omit<RequestPayload<'/staff', 'product:move'>, 'requestId'>

interface Requests {
  save(payload: Save): Promise<ShopEntry>
  retire(payload: Retire): Promise<unknown>
}

export const requests: Readonly<Record<ListName, Requests>> = {
  categories: {
    save: (payload) => staff().request('category:save', payload),
    retire: (payload) => staff().request('category:retire', payload),
  },
  ingredients: {
    save: (payload) => staff().request('ingredient:save', payload),
    retire: (payload) => staff().request('ingredient:retire', payload),
  },
  products: {
    save: (payload) => staff().request('product:save', payload),
    retire: (payload) => staff().request('product:retire', payload),
  },
  promotions: {
    save: (payload) => staff().request('promotion:save', payload),
    retire: (payload) => staff().request('promotion:retire', payload),
  },
}

/** Of the lists whose order the menu has. */
export const moves: Readonly<Partial<Record<ListName, (payload: Move) => Promise<unknown>>>> = {
  categories: (payload) => staff().request('category:move', payload),
  products: (payload) => staff().request('product:move', payload),
}
