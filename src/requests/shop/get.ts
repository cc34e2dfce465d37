import { moneyIn } from '../../contract/currency.ts'
import * as contract from '../../contract/index.ts'
import { languageOf, nameIn } from '../../menu/language.ts'
import { isWithin, nextChange } from '../../menu/opening.ts'
import type { Tips } from '../../menu/shop.ts'
import { pauseAt } from '../../orders/opening-obstacles.ts'
import { busyAt } from '../../orders/workload.ts'
import { forAnyone } from '../kinds/handler.ts'
import { readerLocale } from '../menu/reader-locale.ts'

const shownTips = ({ percents, maximumPercent, maximum }: Tips, currency: string) => ({
  percents: [...percents],
  maximumPercent,
  ...(maximum !== undefined && { maximum: moneyIn(currency)(maximum) }),
})

/** Answered from the node's copy of the shop. */
export const shopGet = forAnyone(contract.shopGet, async ({ input, menu, geocoder, payments, customers, accountId }) => {
  const { store, now } = await menu.shop()
  const language = languageOf((await readerLocale({ customers, accountId }, input.locale)) ?? '', store.locales)
  const { timeZone, hours, specialDays, currency, locales, seller, tips } = store
  const change = nextChange(store, now)
  const changesAt = change !== undefined && new Date(change).toISOString()
  const isInHours = isWithin(store, now)
  const paused = pauseAt(store, now)
  const busy = busyAt(store, now)
  return {
    name: nameIn(store, language),
    ...(seller && { seller }),
    open: isInHours && !paused,
    ...(changesAt && (isInHours ? { closesAt: changesAt } : { opensAt: changesAt })),
    ...(paused && { paused }),
    ...(busy && { busy }),
    timeZone,
    ...(hours && { hours }),
    specialDays: { ...specialDays },
    addressSearch: geocoder.isOffered,
    currency,
    locales: [...locales],
    ...(tips && { tips: shownTips(tips, currency) }),
    paymentMethods: payments.methods,
  }
})
