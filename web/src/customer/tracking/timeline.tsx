import type { Order } from '#contract'
import { dateTime, t } from '../../language/page-language.ts'

/** Every status that the order has had, with its time. */
export const Timeline = ({ order }: { order: Order }) => (
  <details class="history">
    <summary>{t().order.history}</summary>
    <ol>
      {order.timeline.map(({ status, at }) => (
        <li key={`${status} ${at}`}>
          <span>{t().order.status[status]}</span> <time dateTime={at}>{dateTime(at)}</time>
        </li>
      ))}
    </ol>
  </details>
)
