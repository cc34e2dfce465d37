/** The figures of the day, for managers. */
import { money, number, t, timeIn } from '../../language/language.ts'
import { Problem } from '../../ui/action.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { useFollowed } from '../state/followed.ts'
import { staff } from '../state/session.ts'
import { ShopSwitch } from './shop-switch.tsx'

const readToday = () => staff().request('shop:statistics', {})

const Figure = ({ name, value, hint }: { name: string; value: string; hint: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>
      {value} <small>{hint}</small>
    </dd>
  </div>
)

export const Today = () => {
  const { value, problem } = useFollowed(readToday)
  const figures = value.value
  if (!figures) return problem.value ? <Problem>{problem.value}</Problem> : <Skeleton of="rows" />
  const { orders, delivered, underWay, lost, takings, refunds, late, from, timeZone } = figures
  const { averageMinutes } = late
  return (
    <>
      <ShopSwitch />
      <p class="hint">{t().today.since(timeIn(from, timeZone))}</p>
      <dl class="tiles today">
        <Figure name={t().today.orders} value={number(orders)} hint={t().today.ordersHint(delivered, underWay)} />
        <Figure name={t().today.takings} value={money(takings)} hint="" />
        <Figure
          name={t().today.late}
          value={number(late.orders)}
          hint={averageMinutes === null ? t().today.onTime : t().today.lateBy(number(averageMinutes))}
        />
        <Figure name={t().today.refunds} value={money(refunds.amount)} hint={t().today.refundsHint(refunds.orders)} />
        <Figure name={t().today.lost} value={number(lost)} hint={t().today.lostHint} />
      </dl>
    </>
  )
}
