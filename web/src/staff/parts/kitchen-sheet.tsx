/** The ticket of an order on paper, for the kitchen and the bag. */
import type { QueueOrder, StaffOrder } from '#contract'
import { listed } from '../../language/isolate.ts'
import { dateTime, t } from '../../language/staff-language.ts'
import { areaCount } from '../state/brand.ts'
import { ingredientNames } from '../state/dishes.ts'
import { Allergies } from './tickets/allergies.tsx'

export const KitchenSheet = ({ order }: { order: QueueOrder | StaffOrder }) => (
  <>
    <header>
      <h1 class="sheet-number">{order.number}</h1>
      <p>
        <strong>{t().tickets.due(dateTime(order.eta.promised))}</strong>
      </p>
      <p>{t().print.placed(dateTime(order.placedAt))}</p>
      {order.area && areaCount.value > 1 && <p dir="auto">{order.area.name}</p>}
    </header>
    <Allergies order={order} />
    <ul class="sheet-dishes">
      {order.items.map(({ productId, name, quantity, exclude = [], choices = [], note }, line) => (
        <li key={line}>
          <strong>
            {quantity} × <bdi>{name}</bdi>
          </strong>
          {choices.length > 0 && <p>{listed(choices.map((choice) => choice.name))}</p>}
          {exclude.length > 0 && <p class="sheet-without">{t().basket.without(listed(ingredientNames(productId, exclude)))}</p>}
          {note && <p dir="auto">{t().quoted(note)}</p>}
        </li>
      ))}
    </ul>
    {order.note && <p dir="auto">{t().quoted(order.note)}</p>}
    {order.delivery.address !== undefined && <p dir="auto">{order.delivery.address}</p>}
  </>
)
