import type { Product } from '#contract'
import { shop } from './shop.ts'

/** When the dish can be ordered today, on the shop's clock: `07:00–11:00`. Empty: not today. Undefined: whenever the shop is open. */
export const servedToday = ({ hours }: Pick<Product, 'hours'>): string | undefined => {
  if (!hours) return undefined
  const weekday = new Intl.DateTimeFormat('en', { weekday: 'short', timeZone: shop.value?.timeZone }).format().toLowerCase()
  const times = Object.entries(hours).find(([day]) => day === weekday)?.[1] ?? []
  return times.map((time) => time.replace('-', '–')).join(', ')
}
