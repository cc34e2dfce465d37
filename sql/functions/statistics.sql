-- What the orders of a customer, and those of the shop, add up to.
-- uses: values estimates totals lines adjustments

-- Statuses of orders that statistics count: placed, and not lost later.
create or replace function counts_as_bought(p_status text) returns boolean language sql immutable parallel safe
return p_status in ('placed', 'confirmed', 'in_preparation', 'ready_for_pickup', 'in_transit', 'delivered');

-- The first instant at which clocks in a time zone show this: the earlier one of an hour that occurs twice, the end of a gap.
create or replace function first_instant(p_local timestamp, p_zone text) returns timestamptz language sql stable parallel safe
return case when ((p_local at time zone p_zone) - interval '1 hour') at time zone p_zone = p_local
  then (p_local at time zone p_zone) - interval '1 hour' else p_local at time zone p_zone end;

-- All statistics of a customer, from one reading of the orders, so that they agree with each other. `p_bucket`: day, week (from Monday),
-- month, year or all. Without p_from: from the first order; without p_to: until now; without p_zone: in the account's time zone.
-- Makes at most p_max_buckets + 1 buckets. Rows are arrays that end with the number of orders, the number of portions and the total; rows
-- of `series` begin with the first day and instant of the bucket. `seriesEnd` is the end of the last bucket.
create or replace function order_statistics(p_account uuid, p_from timestamptz, p_to timestamptz, p_bucket text, p_zone text, p_max_buckets int)
returns json language plpgsql stable set plan_cache_mode = force_generic_plan set random_page_cost = 1.1 set enable_seqscan = off as $$
declare
  v_currency text;
  v_zone text;
  v_language text;
  v_from timestamptz;
  v_to timestamptz := coalesce(p_to, date_trunc('milliseconds', now()) + interval '1 millisecond');
  v_step interval := case when p_bucket <> 'all' then ('1 ' || p_bucket)::interval end;
begin
  select currency into strict v_currency from store;
  select coalesce(p_zone, a.time_zone), language_of(a.locale, s.locales) into strict v_zone, v_language from accounts a, store s where a.id = p_account;
  v_from := coalesce(p_from, (
    select date_trunc('milliseconds', min(placed_at)) from orders
    where account_id = p_account and placed_at < v_to and counts_as_bought(status) and currency = v_currency
  ), v_to - interval '1 millisecond');

  return (with bought as materialized (
    select o.id, order_total(o) - o.adjusted as total, o.adjusted, o.discount, o.delivery_fee - back.delivery as delivery_fee, o.tip - back.tip as tip, o.delivery ->> 'address' as address, o.placed_at at time zone v_zone as local_at,
      date_part('epoch', o.delivered_at - o.placed_at) / 60 as took, date_part('epoch', o.delivered_at - o.eta_promised) / 60 as late
    from orders o
    cross join lateral (
      select coalesce(sum(a.delivery), 0)::bigint as delivery, coalesce(sum(a.tip), 0)::bigint as tip
      from order_adjustments a where o.adjusted > 0 and a.order_id = o.id
    ) back
    where o.account_id = p_account and o.placed_at >= v_from and o.placed_at < v_to and counts_as_bought(o.status) and o.currency = v_currency
  ), dated as materialized (
    select *, date_part('hour', local_at) as hour, date_part('isodow', local_at) as weekday,
      case when p_bucket = 'all' then v_from at time zone v_zone else date_trunc(p_bucket, local_at) end as bucket
    from bought
  ), lines as materialized (
    -- values of the order are only in its first line, so that sums over lines count them once
    select o.bucket, o.hour, o.weekday, o.address, i.product_id, portions_left(i) as items, portions_left(i) * i.unit_price as cost,
      case when i.line = 1 then o.total end as total, case when i.line = 1 then o.delivery_fee end as delivery_fee,
      case when i.line = 1 then o.adjusted end as adjusted, case when i.line = 1 then o.discount end as discount, case when i.line = 1 then o.tip end as tip,
      case when i.line = 1 then o.took end as took, case when i.line = 1 then o.late end as late
    from dated o join order_items i on i.order_id = o.id
  ), dishes as materialized (
    select product_id, sum(items) as items, sum(cost) as total from lines where items > 0 group by product_id
  ), sums as materialized (
    select json_build_array(count(total), coalesce(sum(items), 0), coalesce(sum(total), 0)) as totals,
      coalesce(sum(delivery_fee), 0) as delivery_fees, coalesce(sum(discount), 0) as discounts, coalesce(sum(tip), 0) as tips, coalesce(sum(adjusted), 0) as given_back,
      json_build_object('delivered', count(late), 'onTime', count(*) filter (where late <= 0), 'averageMinutes', round(avg(took)::numeric, 1),
        'deviationMinutes', case when count(late) > 0 then json_build_object(
          'average', round(avg(late)::numeric, 1), 'median', round(percentile_cont(0.5) within group (order by late)::numeric, 1),
          'earliest', round(min(late)::numeric, 1), 'latest', round(max(late)::numeric, 1)) end) as eta
    from lines
  ), buckets as materialized (
    select v_from at time zone v_zone as bucket, v_from as starts where p_bucket = 'all'
    union all
    select s, first_instant(s, v_zone)
    from date_trunc(nullif(p_bucket, 'all'), v_from at time zone v_zone) first
    cross join generate_series(first, least((v_to - interval '1 microsecond') at time zone v_zone, first + v_step * p_max_buckets), v_step) s
  )
  select json_build_object(
    'from', rfc3339(v_from), 'to', rfc3339(v_to), 'timeZone', v_zone, 'currency', v_currency,
    'series', (
      select coalesce(json_agg(json_build_array(b.bucket::date, rfc3339(b.starts), coalesce(f.orders, 0), coalesce(f.items, 0), coalesce(f.total, 0)) order by b.bucket), '[]')
      from buckets b
      left join (select bucket, count(total) as orders, sum(items) as items, sum(total) as total from lines group by bucket) f on f.bucket = b.bucket
    ),
    'seriesEnd', rfc3339(coalesce((select first_instant(max(bucket) + v_step, v_zone) from buckets), v_to)),
    'byProduct', (
      select coalesce(json_agg(json_build_array(p.id, text_in(p.name, p.translations, 'name', v_language), b.items, b.total) order by b.items desc, b.total desc, p.id), '[]')
      from dishes b join products p on p.id = b.product_id
    ),
    'byCategory', (
      select coalesce(json_agg(json_build_array(c.id, text_in(c.name, c.translations, 'name', v_language), b.items, b.total) order by b.items desc, b.total desc, c.id), '[]')
      from (
        select p.category_id, sum(b.items) as items, sum(b.total) as total
        from dishes b join products p on p.id = b.product_id group by p.category_id
      ) b join categories c on c.id = b.category_id
    ),
    'byHour', (
      select json_agg(json_build_array(h, coalesce(f.orders, 0), coalesce(f.items, 0), coalesce(f.total, 0)) order by h)
      from generate_series(0, 23) h
      left join (select hour, count(total) as orders, sum(items) as items, sum(total) as total from lines group by hour) f on f.hour = h
    ),
    'byWeekday', (
      select json_agg(json_build_array(d, coalesce(f.orders, 0), coalesce(f.items, 0), coalesce(f.total, 0)) order by d)
      from generate_series(1, 7) d
      left join (select weekday, count(total) as orders, sum(items) as items, sum(total) as total from lines group by weekday) f on f.weekday = d
    ),
    'byPlace', (
      select coalesce(json_agg(json_build_array(f.address, f.orders, f.items, f.total) order by f.orders desc, f.total desc, f.address), '[]')
      from (
        select address, count(total) as orders, sum(items) as items, sum(total) as total
        from lines group by address order by orders desc, total desc, address limit 100
      ) f
    ),
    'totals', n.totals, 'deliveryFees', n.delivery_fees, 'discounts', n.discounts, 'tips', n.tips, 'givenBack', n.given_back, 'eta', n.eta
  ) from sums n);
end $$;

-- The smallest UUIDv7 of a moment.
create or replace function first_uuid_v7(p_at timestamptz) returns uuid language sql stable parallel safe
return (lpad(to_hex(greatest(0, (1000 * extract(epoch from p_at))::bigint)), 12, '0') || repeat('0', 20))::uuid;

-- The figures of the orders that were placed in a range. Without p_to: until now; without p_from: from the start of that day; without p_zone: in the
-- shop's time zone. The orders are found by their ids, which the nodes made of the time by their own clocks when the orders were placed.
create or replace function shop_statistics(p_from timestamptz, p_to timestamptz, p_zone text) returns json language plpgsql stable
  set plan_cache_mode = force_custom_plan set random_page_cost = 1.1 as $$
declare
  v_currency text;
  v_zone text;
  v_from timestamptz;
  v_to timestamptz := coalesce(p_to, date_trunc('milliseconds', now()) + interval '1 millisecond');
  v_tolerance interval := '1 hour';
begin
  select currency, coalesce(p_zone, time_zone) into strict v_currency, v_zone from store;
  v_from := coalesce(p_from, first_instant(date_trunc('day', (v_to - interval '1 millisecond') at time zone v_zone), v_zone));
  return (with placed as materialized (
    select o.id, o.status, greatest(0, extract(epoch from coalesce(o.delivered_at, now()) - o.eta_promised)) / 60 as late,
      o.tip - case when o.adjusted > 0 then lowered_tip(o.id) else 0 end as tip
    from orders o
    where o.id >= first_uuid_v7(v_from - v_tolerance) and o.id < first_uuid_v7(v_to + v_tolerance)
      and o.placed_at >= v_from and o.placed_at < v_to and o.currency = v_currency
  ), promised as (
    select p.late from placed p where p.status = 'delivered' or p.status = any (can_be_late())
  ), paid as (
    select sum(y.amount) filter (where y.status in ('succeeded', 'partially_refunded', 'refunded')) as amount,
      sum(p.tip) filter (where y.status in ('succeeded', 'partially_refunded', 'refunded')) as tips
    from placed p join payments y on y.order_id = p.id
  ), returned as (
    select count(distinct p.id) as orders, sum(r.amount) as amount
    from placed p join payments y on y.order_id = p.id join refunds r on r.payment_id = y.id where r.reason <> 'not_owed' and r.status <> 'failed'
  )
  select json_build_object('from', rfc3339(v_from), 'to', rfc3339(v_to), 'timeZone', v_zone,
    'orders', (select count(*) from placed where counts_as_bought(status)),
    'delivered', (select count(*) from placed where status = 'delivered'),
    'underWay', (select count(*) from placed where status = any (can_be_late())),
    'lost', (select count(*) from placed where status in ('cancelled', 'rejected', 'returned')),
    'takings', money(coalesce((select amount from paid), 0)::bigint, v_currency),
    'tips', money(coalesce((select tips from paid), 0)::bigint, v_currency),
    'refunds', (select json_build_object('orders', orders, 'amount', money(coalesce(amount, 0)::bigint, v_currency)) from returned),
    'late', (select json_build_object('orders', count(*), 'averageMinutes', round(avg(late), 1)) from promised where late > 0)
  ));
end $$;
