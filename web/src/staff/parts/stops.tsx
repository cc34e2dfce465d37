/** The courier's own rides on a map: where they all go. A pin leads to its ticket. */
import { computed } from '@preact/signals'
import { t } from '../../language/staff-language.ts'
import type { Stop } from '../../map/drawn-stops.ts'
import { StopsMap } from '../../map/stops-map.tsx'
import { isInQueue, orders } from '../state/queue.ts'
import { here } from '../state/sharing.ts'

const mine = computed(() =>
  [...orders.value.values()]
    .filter((order) => isInQueue(order) && order.courier?.isYou)
    .sort((a, b) => a.eta.promised.localeCompare(b.eta.promised)),
)

const toTicket = (id: string) => {
  const ticket = document.getElementById(`ticket-${id}`)
  ticket?.focus({ preventScroll: true })
  ticket?.scrollIntoView({ block: 'center' })
}

const stops = computed<readonly Stop[]>(() =>
  mine.value.flatMap(({ id, number, delivery: { location, address = '' } }) =>
    location ? [{ id, name: String(number), label: t().courier.stop(number, address), location }] : [],
  ),
)

export const Stops = () =>
  stops.value.length === 0 ? null : (
    <StopsMap label={t().courier.stops} stops={stops.value} here={here.value} youAreHere={t().courier.you} onChoose={toTicket} />
  )
