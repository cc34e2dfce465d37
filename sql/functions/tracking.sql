-- Tracking links: an order that the customer shares can be followed without an account.
-- uses: values feed answers orders

create or replace function max_links() returns int language sql immutable parallel safe return 20;

-- Makes a link with this token, once for each request. An answer with a token is not stored, so a repetition gets a new token in place of the first.
-- With too many links, the oldest one ends.
create or replace function share_order(p_account uuid, p_request uuid, p_hash bytea, p_order uuid, p_token_hash bytea) returns json language plpgsql as $$
declare
  v_known json := claim_answer(p_account, p_request, p_hash);
  o orders;
  v_pushes json[];
begin
  if v_known ->> 'outcome' = 'request_id_reused' then
    return v_known;
  end if;
  o := lock_order(p_order, p_account);
  if o.id is null then
    return json_build_object('outcome', 'order_not_found');
  end if;
  if links_end_at(o) <> 'infinity' then
    return json_build_object('outcome', 'cannot_share_order', 'status', o.status);
  end if;
  if v_known is not null then
    update order_links set token_hash = p_token_hash where order_id = o.id and request_id = p_request;
    if not found then
      return json_build_object('outcome', 'cannot_share_order', 'status', o.status);
    end if;
  else
    delete from order_links where (order_id, request_id) in (
      select l.order_id, l.request_id from order_links l where l.order_id = o.id order by l.created_at desc, l.request_id offset max_links() - 1);
    insert into order_links (order_id, request_id, token_hash) values (o.id, p_request, p_token_hash);
    perform store_answer(p_account, p_request, p_hash, json_build_object('data', json_build_object('orderId', o.id)), null);
  end if;
  if o.shared_at is null then
    v_pushes := set_shared(o, now());
  end if;
  return json_build_object('outcome', 'shared', 'expiresAt', rfc3339(o.eta_latest + interval '2 hours'), 'pushes', to_json(v_pushes));
end $$;

-- Tells the customer's other devices that the order is shared, or no longer.
create or replace function set_shared(o orders, p_at timestamptz) returns json[] language plpgsql as $$
declare
  v_payment_status text;
begin
  update orders x set shared_at = p_at, version = x.version + 1 where x.id = o.id returning * into o;
  select status into v_payment_status from payments where id = o.payment_id;
  return array[append_feed(o.account_id, 'order:status_changed', status_changed_json(o, v_payment_status, o.status))];
end $$;

-- Ends every link of an order. Of an order without links it changes nothing.
create or replace function unshare_order(p_order uuid, p_account uuid) returns json language plpgsql as $$
declare
  o orders := lock_order(p_order, p_account);
  v_pushes json[] := '{}';
begin
  if o.id is null then
    return json_build_object('outcome', 'order_not_found');
  end if;
  if o.shared_at is not null then
    delete from order_links where order_id = o.id;
    v_pushes := set_shared(o, null) || append_push(json_build_object('order', o.id), 'session:ended', '{"reason":"revoked"}');
  end if;
  return json_build_object('outcome', 'changed', 'pushes', to_json(v_pushes));
end $$;

-- Ends every link of an account that is being deleted.
create or replace function end_links(p_account uuid) returns json language plpgsql as $$
declare
  v_orders uuid[];
  v_pushes json[];
begin
  perform 1 from feed_heads where account_id = p_account for no key update;
  with gone as (
    delete from order_links l using orders o where o.account_id = p_account and l.order_id = o.id returning l.order_id
  )
  select array_agg(distinct g.order_id) into v_orders from gone g;
  v_pushes := array(select append_push(json_build_object('order', x), 'session:ended', '{"reason":"revoked"}') from unnest(v_orders) x);
  return json_build_object('pushes', to_json(v_pushes));
end $$;

-- What the links with these tokens show; nothing for a token that is not valid. `expires_in_ms` is not positive for a link that has ended.
-- Neither names nor addresses, and nothing by which an account or an order can be found.
create or replace function tracked_orders(p_hashes bytea[])
returns table (hash text, order_id uuid, account_id uuid, expires_in_ms double precision, version int, shown json) language sql stable as $$
  select encode(l.token_hash, 'hex'), o.id, o.account_id,
    case when e.at = 'infinity' then null else extract(epoch from e.at - now()) * 1000 end, o.version,
    json_strip_nulls(json_build_object('version', o.version, 'status', o.status, 'eta', eta_json(o.eta_earliest, o.eta_latest, o.eta_promised),
      'timeline', o.timeline, 'courier', case when at.at is not null
        then json_build_object('location', json_build_object('lat', at.lat, 'lng', at.lng), 'locatedAt', rfc3339(at.at)) end))
  from order_links l
  join orders o on o.id = l.order_id
  cross join lateral (select links_end_at(o) as at) e
  left join courier_positions at on at.account_id = o.courier_id and o.status = 'in_transit' and at.at > now() - interval '2 minutes'
  where l.token_hash = any (p_hashes)
$$;

-- Deletes links that have ended, a slice at a time.
create or replace function prune_links() returns bigint language sql as $$
  with old as materialized (
    select l.order_id, l.request_id from order_links l join orders o on o.id = l.order_id
    where l.created_at < now() - interval '2 hours' and links_end_at(o) < now() limit 1000 for update of l skip locked
  ), gone as (
    delete from order_links l using old where l.order_id = old.order_id and l.request_id = old.request_id returning 1
  )
  select count(*) from gone
$$;
