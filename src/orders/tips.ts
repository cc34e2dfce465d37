import type { Tips } from '../menu/shop.ts'

/** The largest tip for dishes that cost so much. A shop that takes no tips takes one of 0. */
export const largestTip = (tips: Tips | null, dishes: number): number => {
  if (!tips) return 0
  const share = Math.round((dishes * tips.maximumPercent) / 100)
  return Math.min(share, tips.maximum ?? share)
}
