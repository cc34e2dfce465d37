-- Promotion codes: who can redeem one, and when a redemption is given back.
-- uses: statistics

-- Whether an account can no longer use promotions for first orders: one of its orders counts as bought, or has redeemed such a promotion.
create or replace function has_ordered(a accounts) returns boolean language sql stable
return a.first_delivered_at is not null
  or exists (select from orders o where o.account_id = a.id and counts_as_bought(o.status))
  or exists (select from redemptions r join promotions p on p.id = r.promotion_id where r.account_id = a.id and p.first_order);

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
