/** What the shop asks for at a place of the map. */
import { areaAt, distanceKm, feeOf, nearestArea, reachesElsewhere } from '#areas'
import type { Location, Money, RequestData } from '#contract'

export type Shop = RequestData<'/', 'shop:get'>
export type ShopArea = Shop['areas'][number]

export interface Spot {
  /** Absent: the place lies in none. */
  area?: ShopArea | undefined
  /** Outside of all areas. */
  nearest?: { area: ShopArea; km: number } | undefined
  isDelivered: boolean
  fee: Money
}

const tariffOf = ({ fee, feePerKm, freeFrom }: ShopArea) => ({
  fee: fee.amount,
  feePerKm: feePerKm.amount,
  freeFrom: freeFrom?.amount,
})

/** `subtotal` is in minor units. */
export const spotAt = (shop: Shop, place: Location, subtotal: number): Spot => {
  const { areas, location, deliveryFee } = shop
  const area = areaAt(areas, location, place)
  if (!area) return { nearest: nearestArea(areas, location, place), isDelivered: reachesElsewhere(shop, place), fee: deliveryFee }
  const amount = feeOf(tariffOf(area), distanceKm(location, place), subtotal)
  return { area, isDelivered: true, fee: { ...deliveryFee, amount } }
}
