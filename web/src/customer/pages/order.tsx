import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Order } from '#contract'
import { explain } from '../../language/failure.ts'
import { t } from '../../language/language.ts'
import { OrderMap } from '../../map/order-map.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Page } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Cancel } from '../parts/cancel.tsx'
import { OrderActions } from '../parts/order-actions.tsx'
import { OrderItems } from '../parts/order-items.tsx'
import { Payment } from '../parts/payment.tsx'
import { Rating } from '../parts/rating.tsx'
import { Eta, Timeline } from '../parts/timeline.tsx'
import { orders, refresh, rides } from '../state/orders.ts'

const Courier = ({ order }: { order: Order }) => {
  if (order.status !== 'in_transit' || !order.courier) return null
  const { location } = order.courier
  const ride = rides.value.get(order.id) ?? { trail: location ? [location] : [] }
  return (
    <section aria-labelledby="courier">
      <h2 id="courier">{t().order.courier(order.courier.name)}</h2>
      {ride.trail.length > 0 && <OrderMap trail={ride.trail} home={order.delivery.location} />}
    </section>
  )
}

const Details = ({ order }: { order: Order }) => (
  <>
    <div class="columns">
      <div>
        <p class="status" role="status">
          {t().order.status[order.status]}
        </p>
        <Eta order={order} />
        <Timeline order={order} />
        <Cancel order={order} />
      </div>
      <div>
        <Courier order={order} />
        <Rating order={order} />
        <Payment order={order} />
        <OrderItems order={order} />
      </div>
    </div>
    <OrderActions order={order} />
  </>
)

const NotFound = ({ why }: { why: string }) => (
  <Empty icon="orders" title={why}>
    {/* biome-ignore lint/a11y/useSemanticElements: a link to another page that looks like the next step */}
    <a href="#/orders" role="button">
      {t().order.all}
    </a>
  </Empty>
)

export const OrderPage = ({ id }: { id: string }) => {
  const problem = useSignal<string | undefined>(undefined)
  useEffect(() => {
    refresh(id).catch((error: unknown) => {
      problem.value = explain(error)
    })
  }, [id])
  const order = orders.value.get(id)
  return (
    <Page title={order ? t().order.title(order.number) : t().orders.title}>
      {order ? <Details order={order} /> : problem.value ? <NotFound why={problem.value} /> : <Skeleton of="rows" />}
    </Page>
  )
}
