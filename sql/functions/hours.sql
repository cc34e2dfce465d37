-- Opening hours. src/menu/opening.ts has the same rules for quotes; a test compares the two.
-- uses: values

-- The minutes of the day at `17:30`.
create or replace function minutes_at(p_time text) returns int language sql immutable parallel safe
return 60 * left(p_time, 2)::int + right(p_time, 2)::int;

-- Whether the hours contain a moment of the local clock. In the nights in which the clock changes they follow the clock on the wall.
create or replace function is_within(p_hours jsonb, p_special jsonb, p_local timestamp) returns boolean language sql immutable parallel safe
return exists (
  select from (values (p_local::date, 0), (p_local::date - 1, 1440)) d(day, before)
  cross join lateral jsonb_array_elements_text(coalesce(
    p_special -> d.day::text,
    case when p_hours is null then '["00:00-24:00"]' else p_hours -> (array['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'])[extract(dow from d.day)::int + 1] end,
    '[]')) i(span)
  cross join lateral (select minutes_at(left(i.span, 5)) as opens, minutes_at(right(i.span, 5)) as closes, d.before + extract(epoch from p_local::time) / 60 as at) m
  where m.at >= m.opens and m.at < m.closes + case when m.closes <= m.opens then 1440 else 0 end);

-- Why the shop does not deliver at a moment, or null.
create or replace function opening_obstacle(p_store store, p_at timestamptz) returns text language sql stable parallel safe
return case
  when (p_store.hours is not null or p_store.special_days <> '{}')
    and not is_within(p_store.hours, p_store.special_days, p_at at time zone p_store.time_zone) then 'store_closed'
  when p_store.paused and (p_store.paused_until is null or p_at < p_store.paused_until) then 'store_paused'
end;

-- Stops taking orders, or takes them again.
create or replace function pause_shop(p_paused boolean, p_until timestamptz, p_reason text) returns void language sql as $$
  update store set paused = p_paused, paused_until = case when p_paused then p_until end, pause_reason = case when p_paused then p_reason end,
    settings_version = settings_version + 1
$$;
