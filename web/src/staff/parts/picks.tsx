/** What the warehouse picks now: by ingredient for all orders together, and order by order. Both have the same ticks. */
import type { RequestData } from '#contract'
import { dateTime, number, t } from '../../language/staff-language.ts'
import { Problem } from '../../ui/action.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { useFollowed } from '../state/followed.ts'
import { forgetOthers, isPicked, type Need, needsOf, setPicked } from '../state/picked.ts'
import { staff } from '../state/session.ts'

type Order = RequestData<'/staff', 'pick:list'>['orders'][number]

const readPicks = async (): Promise<Order[]> => {
  const orders: Order[] = []
  for await (const page of staff().pages('pick:list')) orders.push(...page.orders)
  forgetOthers(orders)
  return orders
}

const Amount = ({ of, unit }: { of: number; unit: string }) => (
  <span class="sum">
    {number(of)} {t().warehouse.unit(unit)}
  </span>
)

const Ingredient = ({ need: { id, name, unit, all, left, available, orderIds } }: { need: Need }) => (
  <li data-done={left === 0}>
    <label>
      <input type="checkbox" checked={left === 0} onChange={({ currentTarget }) => setPicked(orderIds, id, currentTarget.checked)} />
      <bdi>{name}</bdi>
      <Amount of={left === 0 ? all : left} unit={unit} />
    </label>
    {left > available && <small class="warning">{t().warehouse.only(`${number(available)} ${t().warehouse.unit(unit)}`)}</small>}
  </li>
)

const OrderPicks = ({ order: { id: orderId, number: short, picks, status, workBeginsAt, ready } }: { order: Order }) => (
  <li>
    <article aria-label={t().order.title(short)}>
      <header class="row">
        <h3>{short}</h3>
        <span class="hint">
          {t().staff.column[status]} · <time dateTime={workBeginsAt}>{t().warehouse.from(dateTime(workBeginsAt))}</time>
        </span>
        {!ready && <strong class="warning">{t().warehouse.waits}</strong>}
      </header>
      <ul class="picks">
        {picks.map(({ ingredient: { id, name }, unit, quantity }) => (
          <li key={id} data-done={isPicked(orderId, id)}>
            <label>
              <input
                type="checkbox"
                checked={isPicked(orderId, id)}
                onChange={({ currentTarget }) => setPicked([orderId], id, currentTarget.checked)}
              />
              <bdi>{name}</bdi>
              <Amount of={quantity} unit={unit} />
            </label>
          </li>
        ))}
      </ul>
    </article>
  </li>
)

export const Picks = () => {
  const { value, problem } = useFollowed(readPicks)
  const orders = value.value
  if (!orders) return problem.value ? <Problem>{problem.value}</Problem> : <Skeleton of="rows" />
  if (orders.length === 0) return <Empty icon="basket" title={t().warehouse.nothing} />
  return (
    <div class="picking">
      <section aria-labelledby="by-ingredient">
        <h2 id="by-ingredient">{t().warehouse.byIngredient}</h2>
        <ul class="picks">
          {needsOf(orders).map((need) => (
            <Ingredient key={need.id} need={need} />
          ))}
        </ul>
      </section>
      <section aria-labelledby="by-order">
        <h2 id="by-order">{t().warehouse.byOrder}</h2>
        <ul class="cards">
          {orders.map((order) => (
            <OrderPicks key={order.id} order={order} />
          ))}
        </ul>
      </section>
    </div>
  )
}
