import type { Order } from '#contract'
import { usualWay } from '#order-life'
import { clock, dateTime, t } from '../../language/language.ts'
import { isOver } from '../state/orders.ts'

/** The statuses that the order has had, and those to come if nothing stops it. */
export const Timeline = ({ order }: { order: Order }) => {
  const done = order.timeline
  const ahead = isOver(order) ? [] : usualWay.slice(usualWay.indexOf(order.status) + 1)
  return (
    <ol class="timeline" aria-label={t().order.progress}>
      {done.map(({ status, at }) => (
        <li key={status} data-step={status === order.status ? 'now' : 'done'} aria-current={status === order.status ? 'step' : undefined}>
          <span>{t().order.status[status]}</span> <time dateTime={at}>{clock(at)}</time>
        </li>
      ))}
      {ahead.map((status) => (
        <li key={status} data-step="ahead">
          <span>{t().order.status[status]}</span>
        </li>
      ))}
    </ol>
  )
}

export const Eta = ({ order }: { order: Order }) => {
  if (order.deliveredAt) return <p class="eta">{t().order.delivered(dateTime(order.deliveredAt))}</p>
  if (isOver(order)) return null
  const { earliest, latest, promised } = order.eta
  return (
    <p class="eta" role="status">
      {t().order.arrival} <strong>{t().order.eta(dateTime(earliest), dateTime(latest))}</strong>
      <small>{t().order.promised(dateTime(promised))}</small>
    </p>
  )
}
