import type { z } from 'zod'
import { moneyIn } from '../../contract/currency.ts'
import * as contract from '../../contract/index.ts'
import { languageOf, nameIn } from '../../menu/language.ts'
import { isWithin, nextChange } from '../../menu/opening.ts'
import type { Store, Tips } from '../../menu/shop.ts'
import { shownArea } from '../../orders/delivery-terms.ts'
import { pauseAt } from '../../orders/opening-obstacles.ts'
import { busyAt } from '../../orders/workload.ts'
import { forAnyone } from '../kinds/handler.ts'
import { readerLocale } from '../menu/reader-locale.ts'

const shownTips = ({ percents, maximumPercent, maximum }: Tips, currency: string) => ({
  percents: [...percents],
  maximumPercent,
  ...(maximum !== undefined && { maximum: moneyIn(currency)(maximum) }),
})

const shownAreas = ({ areas, currency }: Store, language: string): z.input<typeof contract.shopGet.data>['areas'] => {
  const money = moneyIn(currency)
  return areas.map((area) => {
    const { polygon, radius, fee, feePerKm, freeFrom, minimum, extraMinutes } = area
    return {
      ...shownArea(area, language),
      ...(polygon && { polygon: polygon.map(([lat, lng]): [number, number] => [lat, lng]) }),
      ...(radius !== null && { radius }),
      fee: money(fee),
      feePerKm: money(feePerKm),
      ...(freeFrom !== null && { freeFrom: money(freeFrom) }),
      ...(minimum > 0 && { minimum: money(minimum) }),
      extraMinutes,
    }
  })
}

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
    kind: store.kind,
    ...(store.greeting && { greeting: nameIn(store.greeting, language) }),
    ...(seller && { seller }),
    open: isInHours && !paused,
    ...(changesAt && (isInHours ? { closesAt: changesAt } : { opensAt: changesAt })),
    ...(paused && { paused }),
    ...(busy && { busy }),
    timeZone,
    ...(hours && { hours }),
    specialDays: { ...specialDays },
    location: store.location,
    areas: shownAreas(store, language),
    deliveryFee: moneyIn(currency)(store.deliveryFee),
    deliversElsewhere: store.deliversElsewhere,
    ...(store.deliversWithinKm !== null && { deliversWithinKm: store.deliversWithinKm }),
    addressSearch: geocoder.isOffered,
    currency,
    locales: [...locales],
    ...(tips && { tips: shownTips(tips, currency) }),
    paymentMethods: payments.methods,
  }
})
