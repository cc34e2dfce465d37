-- How promises to customers were kept.
-- uses: values estimates

-- The orders that were promised for a moment of the range, and that are delivered or should be. One is in time if it was delivered by then. `error` is how
-- many minutes later it came, negative where it was earlier: the median, and what nine of ten stay below. Hours are those of the promised time, on the
-- shop's clock.
create or replace function promise_report(p_from timestamptz, p_to timestamptz) returns json language plpgsql stable
  set plan_cache_mode = force_custom_plan set random_page_cost = 1.1 as $$
declare
  v_zone text;
begin
  select time_zone into strict v_zone from store;
  return (with promised as materialized (
    select o.eta_promised, extract(epoch from o.delivered_at - o.eta_promised) / 60 as error
    from orders o where o.delivered_at is not null and o.eta_promised >= p_from and o.eta_promised < p_to
    union all
    select o.eta_promised, null from orders o where o.status = any (can_be_late()) and o.eta_promised >= p_from and o.eta_promised < least(p_to, now())
  ), figures as materialized (
    select h.hour, json_build_object('orders', count(*), 'delivered', count(p.error), 'inTime', count(*) filter (where p.error <= 0),
      'share', round(count(*) filter (where p.error <= 0) / nullif(count(*), 0)::numeric, 4),
      'medianMinutes', round(percentile_cont(0.5) within group (order by p.error)::numeric, 1),
      'p90Minutes', round(percentile_cont(0.9) within group (order by p.error)::numeric, 1)) as kept
    from promised p cross join lateral (select date_part('hour', p.eta_promised at time zone v_zone)::int as hour) h
    group by grouping sets ((), (h.hour))
  )
  select json_build_object('from', rfc3339(p_from), 'to', rfc3339(p_to), 'timeZone', v_zone,
    'all', (select f.kept from figures f where f.hour is null),
    'byHour', (select coalesce(json_agg((f.kept::jsonb || jsonb_build_object('hour', f.hour))::json order by f.hour), '[]') from figures f where f.hour is not null)
  ));
end $$;
