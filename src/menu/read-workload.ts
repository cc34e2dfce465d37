/** How a node reads what the kitchen has before it. */
import type { Workload } from './shop.ts'

/** Of each status, older orders are not counted: a look stays short, and an estimate of that many hours needs no more precision. */
const mostOrders = 500

const openSql = ['placed', 'confirmed', 'in_preparation']
  .map((status) => `(select * from orders where status = '${status}' order by placed_at desc limit ${mostOrders})`)
  .join(' union all ')

/**
 * The portions, and how long they take one after the other: cooking_minutes is the longest dish and half a minute for each further portion. Of
 * orders that are due: what was scheduled for later does not occupy the kitchen yet.
 */
const loadSql = `
  select json_build_array(coalesce(sum(p.portions), 0), coalesce(sum(p.portions * (o.cooking_minutes - least(30, (p.portions - 1) / 2))), 0))
  from (${openSql}) o cross join lateral (select coalesce(o.portions, 1) as portions) p
  where o.status = 'in_preparation' or o.deliver_at is null or work_begins_at(o.deliver_at, o.cooking_minutes, o.delivery_minutes) <= now()`

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
