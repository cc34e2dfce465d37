-- Promotion codes: who can redeem one, and when a redemption is given back.
-- uses: statistics

-- Whether an account can no longer use promotions for first orders: one of its orders counts as bought, or has redeemed such a promotion.
create or replace function has_ordered(a accounts) returns boolean language sql stable
return a.first_delivered_at is not null
  or exists (select from orders o where o.account_id = a.id and counts_as_bought(o.status))
  or exists (select from redemptions r join promotions p on p.id = r.promotion_id where r.account_id = a.id and p.first_order);

-- Finds the orders of a batch that cannot redeem their promotions, in the order of the batch, and locks the counts of the promotions. What an account
-- has redeemed only changes under the lock of its feed head, which the caller holds. An order that is refused for its stock later has counted here.
create or replace function unredeemable(p_drafts order_draft[]) returns int[] language plpgsql as $$
declare
  v_ids uuid[];
  v_left int[];
  v_draft record;
  v_promotion promotions;
  v_at int;
  v_bad boolean;
  v_key text;
  v_redeemed text[] := '{}';
  -- accounts whose next order is no first one
  v_ordered uuid[] := '{}';
  v_refused int[] := '{}';
begin
  select array_agg(x.promotion_id), array_agg(x.remaining) into v_ids, v_left
  from (
    select c.promotion_id, coalesce(p.times - c.redeemed, 2147483647) as remaining from redemption_counts c join promotions p on p.id = c.promotion_id
    where c.promotion_id in (select d.promotion_id from unnest(p_drafts) d) order by c.promotion_id for no key update of c
  ) x;
  for v_draft in select d.n, d.account_id, d.promotion_id, d.provider from unnest(p_drafts) d order by d.n loop
    if v_draft.promotion_id is not null then
      if v_promotion.id is distinct from v_draft.promotion_id then
        select * into strict v_promotion from promotions p where p.id = v_draft.promotion_id;
        v_at := array_position(v_ids, v_promotion.id);
      end if;
      v_bad := v_left[v_at] <= 0;
      -- a promotion without these limits costs no look-up
      if not v_bad and v_promotion.times_per_account is not null then
        v_key := v_draft.account_id || ' ' || v_promotion.id;
        select count(*) + cardinality(array_positions(v_redeemed, v_key)) >= v_promotion.times_per_account into v_bad
          from redemptions r where r.account_id = v_draft.account_id and r.promotion_id = v_promotion.id;
        v_redeemed := v_redeemed || v_key;
      end if;
      if not v_bad and v_promotion.first_order then
        v_bad := v_draft.account_id = any (v_ordered) or (select has_ordered(a) from accounts a where a.id = v_draft.account_id);
      end if;
      if v_bad then
        v_refused := v_refused || v_draft.n;
        continue;
      end if;
      v_left[v_at] := v_left[v_at] - 1;
    end if;
    if v_draft.provider = 'door' or v_promotion.first_order and v_draft.promotion_id is not null then
      v_ordered := v_ordered || v_draft.account_id;
    end if;
  end loop;
  return v_refused;
end $$;

-- Stores the redemptions of new orders, whose counts are locked.
create or replace function redeem(p_drafts order_draft[]) returns void language sql as $$
  with redeemed as (
    insert into redemptions (order_id, promotion_id, account_id, free_delivery)
      select d.order_id, d.promotion_id, d.account_id, p.free_delivery from unnest(p_drafts) d join promotions p on p.id = d.promotion_id
      returning promotion_id
  )
  update redemption_counts c set redeemed = c.redeemed + x.times
    from (select r.promotion_id, count(*) as times from redeemed r group by r.promotion_id) x where c.promotion_id = x.promotion_id;
$$;

-- Gives back the redemptions of orders that end before they are delivered. It comes after the orders and before the stock in the order of locks.
create or replace function return_redemptions(p_orders uuid[]) returns void language plpgsql as $$
begin
  -- most orders have none
  if not exists (select from redemptions r where r.order_id = any (p_orders)) then
    return;
  end if;
  perform from redemption_counts c where c.promotion_id in (select r.promotion_id from redemptions r where r.order_id = any (p_orders))
    order by c.promotion_id for no key update;
  with returned as (
    delete from redemptions r where r.order_id = any (p_orders) returning r.promotion_id
  )
  update redemption_counts c set redeemed = c.redeemed - x.times
  from (select r.promotion_id, count(*) as times from returned r group by r.promotion_id) x where c.promotion_id = x.promotion_id;
end $$;
