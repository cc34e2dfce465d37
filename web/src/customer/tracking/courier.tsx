import type { Order } from '#contract'
import { ago, t } from '../../language/page-language.ts'
import { OrderMap } from '../../map/order-map.tsx'
import { Icon } from '../../ui/icon.tsx'
import { now } from '../../ui/now.ts'
import { isOver, rideOf } from '../state/orders.ts'

/** A position that is older may be far from where the courier is. */
const oldMs = 60_000

/** Where the order goes, with the courier once there is one on the way. */
export const Where = ({ order }: { order: Order }) => {
  const { trail } = rideOf(order)
  const home = order.delivery.location
  if (isOver(order) || order.status === 'awaiting_payment' || (!home && trail.length === 0)) return null
  return <OrderMap trail={trail} home={home} />
}

export const Courier = ({ order }: { order: Order }) => {
  if (order.status !== 'in_transit' || !order.courier) return null
  const { at } = rideOf(order)
  const age = at === undefined ? undefined : Math.max(0, now.value - Date.parse(at))
  return (
    <section class="courier" aria-labelledby="courier">
      <Icon name="ride" />
      <h2 id="courier">{t().order.courier(order.courier.name)}</h2>
      <p class="hint" data-old={age !== undefined && age > oldMs}>
        {age === undefined ? t().order.noPosition : t().order.position(ago(age))}
      </p>
      {order.courier.phone !== undefined && (
        <a class="call" href={`tel:${order.courier.phone.replace(/[^+\d]/g, '')}`}>
          {t().order.callCourier(order.courier.phone)}
        </a>
      )}
    </section>
  )
}
