/** How a node reads what the kitchen has before it. */
import type { Workload } from './shop.ts'

const fullSlotsSql = `
  select coalesce(json_agg(extract(epoch from f.slot) * 1000), '[]')
  from (
    select o.slot from orders o
    where o.slot > now() - interval '15 minutes' and o.status not in ('cancelled', 'rejected', 'expired')
    group by o.slot having count(*) >= s.orders_per_quarter_hour
  ) f`

/** PostgreSQL works out only what the shop needs. */
export const workloadSql = `
  (select json_build_object('load', case when s.parallel_dishes is not null then kitchen_load() end,
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
