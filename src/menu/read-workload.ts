/** How a node reads what the kitchen has before it. */
import type { Workload } from './shop.ts'

/** More open orders are not counted: a look at them stays short, and an estimate of that many hours tells nobody more. */
const mostOrders = 500

/**
 * The portions, and how long they take one after the other: cooking_minutes is the longest dish and half a minute for each further portion. Of
 * orders that are due: what was scheduled for later does not occupy the kitchen yet.
 */
const loadSql = `
  select json_build_array(coalesce(sum(o.portions), 0), coalesce(sum(o.portions * (o.cooking_minutes - least(30, (o.portions - 1) / 2))), 0))
  from (
    select coalesce(portions, 1) as portions, cooking_minutes from orders
    where status in ('placed', 'confirmed', 'in_preparation')
      and (status = 'in_preparation' or deliver_at is null or work_begins_at(deliver_at, cooking_minutes, delivery_minutes) <= now())
    limit ${mostOrders}
  ) o`

const fullSlotsSql = `
  select coalesce(json_agg(extract(epoch from f.slot) * 1000), '[]')
  from (
    select o.slot from orders o
    where o.slot > now() - interval '15 minutes' and o.status not in ('cancelled', 'rejected', 'expired')
    group by o.slot having count(*) >= s.orders_per_quarter_hour
  ) f`

/** PostgreSQL works out only what the shop needs. */
export const workloadSql = `
  (select json_build_object('load', case when s.parallel_dishes is not null then (${loadSql}) end,
    'fullSlots', case when s.orders_per_quarter_hour is not null then (${fullSlotsSql}) end) from store s)`

export interface WorkloadRead {
  load: [portions: number, minutes: number] | null
  fullSlots: number[] | null
}

/** `read` is null where there is no shop yet. */
export const workloadOf = (read: WorkloadRead | null): Workload => {
  const [portions, minutes] = read?.load ?? [0, 0]
  return { portions, minutes, fullSlots: new Set(read?.fullSlots ?? []) }
}
