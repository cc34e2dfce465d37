import { t } from '../../language/language.ts'
import { columns } from '../state/queue.ts'
import { OrderCard } from './order-card.tsx'

export const Queue = () => (
  <div class="board">
    {columns.value.map(({ status, orders }) => (
      <section key={status} aria-labelledby={`column-${status}`}>
        <h2 id={`column-${status}`}>
          {t().staff.column[status]} <span class="count">{orders.length}</span>
        </h2>
        {orders.length === 0 && <p class="hint">{t().staff.empty}</p>}
        {orders.map((order) => (
          <OrderCard key={order.id} order={order} />
        ))}
      </section>
    ))}
  </div>
)
