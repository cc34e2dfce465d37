/** Where the customer had earlier orders delivered, of what is not in the address book. */
import { computed, signal } from '@preact/signals'
import type { Order } from '#contract'
import { account } from './account.ts'
import { customer } from './session.ts'

type Place = Pick<Order['delivery'], 'address' | 'location'>

/** So many are offered, of so many orders. */
const most = 3
const looksAt = 20

/** The last one first. */
const used = signal<readonly Place[]>([])

export const recentPlaces = computed(() => {
  const known = new Set(account.value?.addresses.map(({ address }) => address))
  return used.value.filter(({ address }) => !known.has(address)).slice(0, most)
})

export const loadRecentPlaces = async (): Promise<void> => {
  const { orders } = await customer().request('order:list', { limit: looksAt })
  const places = new Map<string, Place>()
  for (const { delivery } of orders) if (!places.has(delivery.address)) places.set(delivery.address, delivery)
  used.value = [...places.values()]
}

export const forgetRecentPlaces = (): void => {
  used.value = []
}
