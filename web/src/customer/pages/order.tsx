import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Order } from '#contract'
import { explain } from '../../language/failure.ts'
import { t } from '../../language/page-language.ts'
import { Steps } from '../../progress/steps.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Page } from '../../ui/page.tsx'
import { isShown } from '../../ui/shown.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Cancel } from '../parts/cancel.tsx'
import { OrderActions } from '../parts/order-actions.tsx'
import { Rating } from '../parts/rating.tsx'
import { Share } from '../parts/share.tsx'
import { isLoaded, notifications, readMessagesOf, unread } from '../state/inbox.ts'
import { isOver, orders, refresh } from '../state/orders.ts'
import { Arrival } from '../tracking/arrival.tsx'
import { Courier, Where } from '../tracking/courier.tsx'
import { Handover } from '../tracking/handover.tsx'
import { OrderItems } from '../tracking/order-items.tsx'
import { Reason } from '../tracking/outcome.tsx'
import { PaymentOfOrder } from '../tracking/payment.tsx'
import { Substitution } from '../tracking/substitution.tsx'
import { Timeline } from '../tracking/timeline.tsx'

const Progress = ({ order }: { order: Order }) => (
  <section class="progress" data-over={isOver(order) && order.status !== 'delivered'}>
    <Arrival order={order} />
    <p class="status" role="status">
      {t().order.status[order.status]}
    </p>
    <Reason order={order} />
    <Steps order={order} />
  </section>
)

const Details = ({ order }: { order: Order }) => {
  // until it is paid nothing else happens
  const paysFirst = order.status === 'awaiting_payment'
  return (
    <div class="tracking">
      <div>
        <Substitution order={order} />
        <Where order={order} />
        <Handover order={order} />
        <Progress order={order} />
        <Courier order={order} />
        <Share order={order} />
        {paysFirst && <PaymentOfOrder order={order} />}
        <Rating order={order} />
      </div>
      <div>
        <OrderItems order={order} />
        {!paysFirst && <PaymentOfOrder order={order} />}
        <Timeline order={order} />
        <OrderActions order={order} />
        <Cancel order={order} />
      </div>
    </div>
  )
}

const Missing = ({ problem }: { problem: string }) => (
  <Empty icon="orders" title={problem}>
    {/* biome-ignore lint/a11y/useSemanticElements: a link to another page that looks like the next step */}
    <a href="#/orders" role="button">
      {t().order.all}
    </a>
  </Empty>
)

/** The customer who looks at an order has read what the messages say about it. */
const useReadMessages = (id: string) => {
  const looked = useRef('')
  const count = notifications.value.filter(({ orderId, readAt }) => orderId === id && !readAt).length
  const mayRead = isShown.value && isLoaded.value
  useEffect(() => {
    // at the first look, also those that are not loaded here
    if (!mayRead || unread.value === 0 || (count === 0 && looked.current === id)) return
    looked.current = id
    readMessagesOf(id).catch(() => undefined)
  }, [id, count, mayRead])
}

export const OrderPage = ({ id }: { id: string }) => {
  const problem = useSignal<string | undefined>(undefined)
  useReadMessages(id)
  useEffect(() => {
    refresh(id).catch((error: unknown) => {
      problem.value = explain(error)
    })
  }, [id])
  const order = orders.value.get(id)
  return (
    <Page title={order ? t().order.title(order.number) : t().orders.title}>
      {order ? <Details order={order} /> : problem.value === undefined ? <Skeleton of="rows" /> : <Missing problem={problem.value} />}
    </Page>
  )
}
