/** Whether the shop is open, and when. */
import { batch, signal } from '@preact/signals'
import type { Client } from '#client'
import type { RequestData } from '#contract'
import { locale } from '../../language/language.ts'
import { brand } from '../../ui/brand.ts'
import { Newest } from '../../ui/newest.ts'
import { serverNow } from '../../ui/now.ts'
import { shopKind } from '../../ui/shop-kind.ts'

export const shop = signal<RequestData<'/', 'shop:get'> | undefined>(undefined)

let reloadNow = () => {}
const newest = new Newest()

/** Its name is in the language of the page. */
locale.subscribe(() => reloadNow())

/** Loads it again with every connection, in every language, whenever it has changed, when it opens or closes, and when the kitchen is no longer busy. */
export const followShop = (client: Client<'/'> | Client<'/guest'>): void => {
  const { on, request }: Pick<Client<'/guest'>, 'on' | 'request'> = client
  let timer: ReturnType<typeof setTimeout> | undefined
  const load = async () => {
    const isNewest = newest.ask()
    const loaded = await request('shop:get', { locale: locale.value })
    if (!isNewest()) return
    batch(() => {
      shop.value = loaded
      brand.value = loaded.name
      shopKind.value = loaded.kind
    })
    clearTimeout(timer)
    const [next] = [loaded.paused?.until ?? loaded.opensAt ?? loaded.closesAt, loaded.busy?.until].filter((at) => at !== undefined).sort()
    // setTimeout takes at most 24.8 days
    if (next !== undefined) timer = setTimeout(reload, Math.min(Math.max(1000, Date.parse(next) - serverNow() + 1000), 2 ** 31 - 1))
  }
  const reload = () => void load().catch(() => undefined)
  on('state', ({ status }) => {
    reloadNow = status === 'ready' ? reload : () => {}
    if (status === 'ready') reload()
    else clearTimeout(timer)
  })
  on('shop:changed', reload)
}
