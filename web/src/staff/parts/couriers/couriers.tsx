/** The couriers, for managers: who is on shift, where, with which orders and how much cash. */
import type { Courier } from '#contract'
import { t } from '../../../language/staff-language.ts'
import type { Stop } from '../../../map/drawn-stops.ts'
import { StopsMap } from '../../../map/stops-map.tsx'
import { Problem } from '../../../ui/action.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { now } from '../../../ui/now.ts'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { useFollowed } from '../../state/followed.ts'
import { staff } from '../../state/session.ts'
import { CashReport } from './cash-report.tsx'
import { CourierCard } from './courier-card.tsx'

/** No push tells positions. */
const readEveryMs = 15_000

const listCouriers = async (): Promise<Courier[]> => {
  const listed: Courier[] = []
  for await (const { couriers } of staff().pages('courier:list', {})) listed.push(...couriers)
  return listed.sort((a, b) => Number(b.shift !== undefined) - Number(a.shift !== undefined))
}

const stopsOf = (couriers: readonly Courier[]): Stop[] =>
  couriers.flatMap(({ id, name, location }) => (location ? [{ id, name: name.slice(0, 1), label: name, location }] : []))

const toCard = (id: string) => document.getElementById(`courier-${id}`)?.focus()

export const Couriers = () => {
  const { value, problem, reload } = useFollowed(listCouriers, String(Math.floor(now.value / readEveryMs)))
  const couriers = value.value
  if (!couriers) return problem.value ? <Problem>{problem.value}</Problem> : <Skeleton of="rows" />
  const stops = stopsOf(couriers)
  return (
    <>
      <Problem>{problem.value}</Problem>
      {couriers.length === 0 && <Empty icon="ride" title={t().couriers.none} />}
      {stops.length > 0 && <StopsMap label={t().couriers.map} stops={stops} here={undefined} youAreHere="" onChoose={toCard} />}
      <ul class="cards couriers">
        {couriers.map((courier) => (
          <li key={courier.id}>
            <CourierCard courier={courier} onChange={reload} />
          </li>
        ))}
      </ul>
      <CashReport couriers={new Set(couriers.map(({ id }) => id))} revision={couriers.map(({ cash: { amount } }) => amount).join()} />
    </>
  )
}
