/** How long until an order arrives, counted with the time on the page. */
import type { Order } from '#contract'
import { clock, t } from '../language/page-language.ts'
import { now } from '../ui/now.ts'

const minuteMs = 60_000
/** An arrival that is further away is shown as a time. */
const countedMinutes = 90

const minutesUntil = (moment: string) => Math.ceil((Date.parse(moment) - now.value) / minuteMs)

export const countdown = ({ earliest, latest }: Order['eta']): string => {
  const [from, to] = [minutesUntil(earliest), minutesUntil(latest)]
  if (to <= 0) return t().order.anyMinute
  if (from > countedMinutes) return t().order.eta(clock(earliest), clock(latest))
  return from <= 0 ? t().order.within(to) : t().order.minutes(from, to)
}
