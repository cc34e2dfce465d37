-- Where the couriers are.
-- uses: values estimates

-- Whether a courier can have come from one fix to a later one: at 70 m/s at most, and 100 m for the inaccuracy of the two. Of fixes that
-- are more than two minutes apart nothing can be said.
create or replace function can_reach(from_lat double precision, from_lng double precision, from_at timestamptz,
  to_lat double precision, to_lng double precision, to_at timestamptz)
returns boolean language sql immutable strict parallel safe
return to_at - from_at > interval '2 minutes'
  or 1000 * distance_km(from_lat, from_lng, to_lat, to_lng) <= 100 + 70 * extract(epoch from to_at - from_at);

-- Stores a fix if it is newer than the stored one, from whichever node it comes. A jump is left out, unless the next fix confirms it: then
-- the courier is there, and the earlier fixes were wrong. Returns the orders whose customers see the new position.
create or replace function locate_courier(p_courier uuid, p_lat double precision, p_lng double precision, p_at timestamptz)
returns table (order_id uuid, account_id uuid, at timestamptz) language sql as $$
  with stored as (
    insert into courier_positions as p (account_id, lat, lng, at) values (p_courier, p_lat, p_lng, least(p_at, now()))
    on conflict (account_id) do update set (lat, lng, at, doubtful_lat, doubtful_lng, doubtful_at) = (
      select v.lat, v.lng, v.at, v.doubtful_lat, v.doubtful_lng, v.doubtful_at
      from (values
        (true, excluded.lat, excluded.lng, excluded.at, null, null, null),
        (false, p.lat, p.lng, p.at, excluded.lat, excluded.lng, excluded.at)
      ) v (believed, lat, lng, at, doubtful_lat, doubtful_lng, doubtful_at)
      where v.believed = (can_reach(p.lat, p.lng, p.at, excluded.lat, excluded.lng, excluded.at)
        or coalesce(can_reach(p.doubtful_lat, p.doubtful_lng, p.doubtful_at, excluded.lat, excluded.lng, excluded.at), false))
    )
    where excluded.at > p.at
    returning p.at
  )
  select o.id, o.account_id, stored.at
  from stored join orders o on o.courier_id = p_courier and o.status = 'in_transit'
  where stored.at = least(p_at, now()) and stored.at > now() - interval '2 minutes'
$$;
