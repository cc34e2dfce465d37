-- Cash: what the staff collect at the door, and hand over.
-- uses: values feed adjustments answers ledger

-- A member of the staff has collected a locked payment. They hand the cash over, even if another courier carried the order.
create or replace function record_collection(p payments, p_actor uuid) returns void language plpgsql as $$
begin
  insert into collections (payment_id, account_id, method, amount, currency) values (p.id, p_actor, p.method, p.amount, p.currency);
  if p.method = 'cash' then
    insert into cash_accounts as c (account_id, currency, carried) values (p_actor, p.currency, p.amount)
      on conflict (account_id, currency) do update set carried = c.carried + excluded.carried;
  end if;
end $$;

-- What a member of the staff carries, in the currency of the shop.
create or replace function carried_json(p_account uuid) returns json language sql stable
return (
  select money(coalesce(c.carried, 0), s.currency) from store s left join cash_accounts c on c.account_id = p_account and c.currency = s.currency
);

-- Tells managers and couriers that a courier's shift, load or cash has changed.
create or replace function courier_changed(p_courier uuid) returns json language sql
return append_push('{"roles":["manager","courier"]}', 'courier:changed', json_build_object('courierId', p_courier));

-- A manager has received cash, once for each request. With p_settle it is all that the person carries: a difference needs a note, and the person
-- carries nothing then. An amount from a person who carries nothing is refused: another manager may have settled the same cash. `staff_not_found`
-- and `cash_mismatch` are refusals.
create or replace function hand_over_cash_once(p_manager uuid, p_request uuid, p_hash bytea, p_account uuid, p_amount bigint, p_currency text,
  p_settle boolean, p_note text)
returns json language plpgsql as $$
declare
  v_known json := claim_answer(p_manager, p_request, p_hash);
  v_carried bigint;
  v_difference bigint;
  h cash_handovers;
begin
  if v_known is not null then
    return v_known;
  end if;
  if not exists (select from accounts where id = p_account and role <> 'customer') then
    return json_build_object('outcome', 'staff_not_found');
  end if;
  select c.carried into v_carried from cash_accounts c where c.account_id = p_account and c.currency = p_currency for no key update;
  v_carried := coalesce(v_carried, 0);
  v_difference := case when p_settle then p_amount - v_carried else 0 end;
  if (p_amount > v_carried and not (p_settle and v_carried > 0)) or (v_difference <> 0 and p_note is null)
      or (v_carried = 0 and p_currency <> (select s.currency from store s)) then
    return json_build_object('outcome', 'cash_mismatch', 'carried', money(v_carried, p_currency));
  end if;
  insert into cash_handovers (id, account_id, manager_id, amount, currency, difference, note)
    values (uuid_v7(), p_account, p_manager, p_amount, p_currency, v_difference, p_note) returning * into h;
  perform post_hand_over(h.account_id, h.amount, h.difference, h.currency);
  update cash_accounts set carried = carried - (p_amount - v_difference) where account_id = p_account and currency = p_currency;
  return with_changes(store_answer(p_manager, p_request, p_hash,
    json_build_object('data', json_build_object(
      'handover', json_strip_nulls(json_build_object('id', h.id, 'accountId', h.account_id, 'amount', money(h.amount, h.currency),
        'difference', h.difference, 'note', h.note, 'at', rfc3339(h.at))),
      'carried', money(v_carried - (p_amount - v_difference), p_currency))),
    json_build_array(courier_changed(p_account))),
    jsonb_build_object('carried', v_carried), jsonb_build_object('carried', v_carried - (p_amount - v_difference)));
end $$;

-- What each of the staff has collected, delivered and handed over from p_from to p_to, one row for each day of the shop's calendar, or for each
-- shift (null: outside of any shift, by day). Only of p_only, if it is given. What is in another currency than the shop's is left out: it cannot be added.
create or replace function cash_report(p_from timestamptz, p_to timestamptz, p_by_shift boolean, p_only uuid)
returns table (account_id uuid, shift_id uuid, starts_at timestamptz, ends_at timestamptz, deliveries bigint, cash bigint, pos bigint, tips bigint,
  handed_over bigint, difference bigint)
language sql stable as $$
  with moved as (
    select c.account_id, c.at, 0 as deliveries, case c.method when 'cash' then c.amount else 0 end as cash, case c.method when 'pos' then c.amount else 0 end as pos,
      0 as tips, 0 as handed_over, 0 as difference
    from collections c where c.at >= p_from and c.at < p_to and (p_only is null or c.account_id = p_only) and c.currency = (select s.currency from store s)
    union all
    select o.courier_id, o.delivered_at, 1, 0, 0, o.tip - case when o.adjusted > 0 then lowered_tip(o.id) else 0 end, 0, 0
    from orders o where o.courier_id is not null and o.delivered_at >= p_from and o.delivered_at < p_to and (p_only is null or o.courier_id = p_only)
      and o.currency = (select s.currency from store s)
    union all
    -- a manager who brought it
    select o.delivered_by, o.delivered_at, 1, 0, 0, o.tip - case when o.adjusted > 0 then lowered_tip(o.id) else 0 end, 0, 0
    from orders o where o.delivered_by is not null and o.delivered_at >= p_from and o.delivered_at < p_to and (p_only is null or o.delivered_by = p_only)
      and o.currency = (select s.currency from store s)
    union all
    select h.account_id, h.at, 0, 0, 0, 0, h.amount, h.difference
    from cash_handovers h where h.at >= p_from and h.at < p_to and (p_only is null or h.account_id = p_only) and h.currency = (select s.currency from store s)
    union all
    -- a shift without any movement is shown too
    select s.courier_id, s.started_at, 0, 0, 0, 0, 0, 0
    from shifts s where p_by_shift and s.started_at >= p_from and s.started_at < p_to and (p_only is null or s.courier_id = p_only)
  ), placed as (
    select m.*, s.id as shift_id, coalesce(s.started_at, d.day_starts) as starts_at, case when s.id is null then d.day_ends else s.ended_at end as ends_at
    from moved m
    cross join store
    cross join lateral (
      select date_trunc('day', m.at, store.time_zone) as day_starts,
        (date_trunc('day', m.at at time zone store.time_zone) + interval '1 day') at time zone store.time_zone as day_ends
    ) d
    left join lateral (
      select x.id, x.started_at, x.ended_at from shifts x
      where p_by_shift and x.courier_id = m.account_id and x.started_at <= m.at and (x.ended_at is null or m.at <= x.ended_at)
      order by x.started_at desc limit 1
    ) s on true
  )
  select p.account_id, p.shift_id, p.starts_at, p.ends_at, sum(p.deliveries)::bigint, sum(p.cash)::bigint, sum(p.pos)::bigint, sum(p.tips)::bigint,
    sum(p.handed_over)::bigint, sum(p.difference)::bigint
  from placed p group by p.account_id, p.shift_id, p.starts_at, p.ends_at
$$;
