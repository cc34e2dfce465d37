/** The name of the shop, in the language of the page. */
import { locale } from '../../language/language.ts'
import { brand } from '../../ui/brand.ts'
import { guest } from './session.ts'

const load = async () => {
  brand.value = (await guest.request('shop:get', { locale: locale.value })).name
}

export const followBrand = (): void => {
  const reload = () => void load().catch(() => undefined)
  guest.on('stale', reload)
  guest.on('shop:changed', reload)
  locale.subscribe(() => {
    if (guest.state().status === 'ready') reload()
  })
}
