/** How old an order is, and how late, by the time that was promised. */
import type { QueueOrder } from '#contract'

const minuteMs = 60_000

export const minutesBetween = (fromMs: number, toMs: number): number => Math.floor((toMs - fromMs) / minuteMs)

/** In minutes; an order that is newer than the page's clock is 0 minutes old. */
export const ageOf = ({ placedAt }: QueueOrder, atMs: number): number => Math.max(0, minutesBetween(Date.parse(placedAt), atMs))

export const isLate = ({ eta }: QueueOrder, atMs: number): boolean => Date.parse(eta.promised) < atMs

/** True when the ride alone takes as long as there is time left. */
const isClose = ({ eta, delivery }: QueueOrder, atMs: number) => Date.parse(eta.promised) - delivery.rideMinutes * minuteMs < atMs

export type Urgency = 'late' | 'close' | 'fine'

export const urgencyOf = (order: QueueOrder, atMs: number): Urgency =>
  isLate(order, atMs) ? 'late' : order.status !== 'in_transit' && isClose(order, atMs) ? 'close' : 'fine'

/** True while it is too early to begin an order for a time that the customer chose. */
export const isForLater = ({ comesAt }: QueueOrder, atMs: number): boolean => comesAt !== undefined && Date.parse(comesAt) > atMs
