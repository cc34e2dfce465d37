import type { Order } from '#contract'
import { dateTime, money, t } from '../../language/language.ts'
import { isOver } from '../state/orders.ts'

export const OrderRow = ({ order }: { order: Order }) => {
  const dishes = order.items.reduce((sum, { quantity }) => sum + quantity, 0)
  return (
    <li>
      <a href={`#/order/${order.id}`}>
        <strong>{t().order.title(order.number)}</strong>
        <span class="status-tag" data-status={order.status}>
          {t().order.status[order.status]}
        </span>
        <span class="hint">
          {isOver(order) ? dateTime(order.placedAt) : t().order.eta(dateTime(order.eta.earliest), dateTime(order.eta.latest))} ·{' '}
          {t().orders.items(dishes)} · {money(order.total)}
        </span>
      </a>
    </li>
  )
}
