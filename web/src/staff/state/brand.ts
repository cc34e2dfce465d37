/** The name of the shop, in the language of the page, what it sells, and how many areas it delivers to. */
import { signal } from '@preact/signals'
import { locale } from '../../language/staff-language.ts'
import { brand } from '../../ui/brand.ts'
import { Newest } from '../../ui/newest.ts'
import { shopKind } from '../../ui/shop-kind.ts'
import { guest } from './session.ts'

export const areaCount = signal(0)

const newest = new Newest()

const load = async () => {
  const isNewest = newest.ask()
  const { name, kind, areas } = await guest.request('shop:get', { locale: locale.value })
  if (!isNewest()) return
  brand.value = name
  shopKind.value = kind
  areaCount.value = areas.length
}

export const followBrand = (): void => {
  const reload = () => void load().catch(() => undefined)
  guest.on('stale', reload)
  guest.on('shop:changed', reload)
  locale.subscribe(() => {
    if (guest.state().status === 'ready') reload()
  })
}
