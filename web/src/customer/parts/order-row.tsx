import type { Order } from '#contract'
import { dateTime, money, t } from '../../language/page-language.ts'
import { Picture } from '../../picture/picture.tsx'
import { ActionButton } from '../../ui/action.tsx'
import { categoryOf, menu } from '../state/menu.ts'
import { orderAgain } from '../state/order-again.ts'
import { isOver } from '../state/orders.ts'

const namedDishes = 3

/** The dishes of an order, the first by name. */
const dishesOf = ({ items }: Order): string => {
  const names = items.map(({ quantity, name }) => (quantity > 1 ? `${quantity} × ${name}` : name))
  const rest = names.length - namedDishes
  return rest > 0 ? t().orders.andMore(names.slice(0, namedDishes).join(', '), rest) : names.join(', ')
}

/** The picture of the first dish; drawn by its name alone when the dish has left the menu. */
const PictureOf = ({ order: { items } }: { order: Order }) => {
  const [first] = items
  const known = menu.value?.products.find(({ id }) => id === first?.productId)
  if (known) return <Picture product={known} category={categoryOf(known)} />
  return <Picture product={{ name: first?.name ?? '', ingredients: [] }} category="" />
}

const when = (order: Order) =>
  isOver(order) ? dateTime(order.placedAt) : t().order.eta(dateTime(order.eta.earliest), dateTime(order.eta.latest))

export const OrderRow = ({ order }: { order: Order }) => {
  const dishes = dishesOf(order)
  return (
    <li>
      <a href={`#/order/${order.id}`}>
        <PictureOf order={order} />
        <span>
          <strong>{dishes}</strong>
          <span class="hint">
            {when(order)} · {money(order.total)} · {t().order.title(order.number)}
          </span>
          <span class="status-tag" data-status={order.status}>
            {t().order.status[order.status]}
          </span>
        </span>
      </a>
      {isOver(order) && (
        <ActionButton class="secondary outline small" label={`${t().order.again}: ${dishes}`} act={() => orderAgain(order)}>
          {t().order.again}
        </ActionButton>
      )}
    </li>
  )
}
