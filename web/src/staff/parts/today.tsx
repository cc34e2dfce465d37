/** The figures of the day, for managers. */
import { money, number, t, timeIn } from '../../language/staff-language.ts'
import { Problem } from '../../ui/action.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { useFollowed } from '../state/followed.ts'
import { staff } from '../state/session.ts'
import { BusySwitch } from './busy-switch.tsx'
import { Figure } from './figure.tsx'
import { Promises } from './promises.tsx'
import { ShopSwitch } from './shop-switch.tsx'

const dayMs = 24 * 3_600_000

const readToday = async () => {
  const figures = await staff().request('shop:statistics', {})
  const to = new Date(Date.parse(figures.from) + dayMs).toISOString()
  return { figures, report: await staff().request('promise:report', { from: figures.from, to }) }
}

export const Today = () => {
  const { value, problem } = useFollowed(readToday)
  if (!value.value) return problem.value ? <Problem>{problem.value}</Problem> : <Skeleton of="rows" />
  const { figures, report } = value.value
  const { orders, delivered, underWay, lost, takings, tips, refunds, late, from, timeZone } = figures
  const { averageMinutes } = late
  return (
    <>
      <ShopSwitch />
      <BusySwitch />
      <p class="hint">{t().today.since(timeIn(from, timeZone))}</p>
      <dl class="tiles today">
        <Figure name={t().today.orders} value={number(orders)} hint={t().today.ordersHint(delivered, underWay)} />
        <Figure name={t().today.takings} value={money(takings)} hint={tips.amount > 0 ? t().today.tips(money(tips)) : ''} />
        <Figure
          name={t().today.late}
          value={number(late.orders)}
          hint={averageMinutes === null ? t().today.onTime : t().today.lateBy(number(averageMinutes))}
        />
        <Figure name={t().today.refunds} value={money(refunds.amount)} hint={t().today.refundsHint(refunds.orders)} />
        <Figure name={t().today.lost} value={number(lost)} hint={t().today.lostHint} />
      </dl>
      <Promises report={report} />
    </>
  )
}
