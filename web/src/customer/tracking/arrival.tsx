/** How long until the order arrives, counted with the time on the page. */

import type { Order } from '#contract'
import { delayableStatuses } from '#order-life'
import { clock, dateTime, t } from '../../language/page-language.ts'
import { countdown } from '../../progress/countdown.ts'
import { isOver } from '../state/orders.ts'

/** Until the order is ready. */
const Delay = ({ order: { delayMinutes, status } }: { order: Order }) => (
  <p class="delayed" role="status">
    {delayMinutes !== undefined && delayableStatuses.includes(status) && t().order.delayed(delayMinutes)}
  </p>
)

const Estimate = ({ eta }: Pick<Order, 'eta'>) => (
  <>
    <p class="arrival" role="timer">
      {countdown(eta)}
    </p>
    <p class="hint">
      {t().order.arrival} {t().order.eta(dateTime(eta.earliest), clock(eta.latest))} · {t().order.promised(dateTime(eta.promised))}
    </p>
  </>
)

/** The gateway gives an estimate from the start. It holds once the order is paid for, or paid on delivery. */
export const Arrival = ({ order }: { order: Order }) => {
  if (order.deliveredAt) return <p class="hint">{t().order.delivered(dateTime(order.deliveredAt))}</p>
  if (isOver(order) || order.status === 'awaiting_payment') return null
  return (
    <>
      <Estimate eta={order.eta} />
      <Delay order={order} />
    </>
  )
}
