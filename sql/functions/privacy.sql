-- Deleting a person.
-- uses: accounts refunds

-- Deletes what identifies a person; the orders stay for the books. Returns the numbers of the orders that are still under way; with any, it
-- deletes nothing. The caller ends the sessions.
create or replace function forget_account(p_account uuid) returns bigint[] language plpgsql as $$
declare
  v_open bigint[];
begin
  -- every change of the account's orders and answers takes this lock too
  perform 1 from feed_heads where account_id = p_account for no key update;
  v_open := array(select o.number from orders o
    where o.account_id = p_account and o.status in (select t.from_status from order_transitions t) order by o.number);
  if cardinality(v_open) > 0 then
    return v_open;
  end if;
  update order_items i set note = null from orders o where o.account_id = p_account and i.order_id = o.id and i.note is not null;
  update orders set delivery = '{"address": ""}', area = null, body_hash = null, note = null, comment = null, staff_notes = '[]',
      -- the staff's reasons are free text; a customer's reason is one of a list
      reason = case when status = 'cancelled' then reason end
    -- most orders are clean when the pruning clears an account again: only rows that change are written
    where account_id = p_account and (delivery <> '{"address": ""}' or num_nonnulls(body_hash, note, comment) > 0 or staff_notes <> '[]'
      or (reason is not null and status <> 'cancelled'));
  update amendments a set reason = '', substitute = a.substitute - 'note' from orders o
    where o.account_id = p_account and o.amended and a.order_id = o.id and a.reason <> '';
  -- the same texts, where money went back or the bill was lowered
  update order_adjustments a set reason = null from orders o
    where o.account_id = p_account and (o.adjusted > 0 or o.amended) and a.order_id = o.id and a.reason is not null;
  update ratings r set comment = null from orders o where o.account_id = p_account and r.order_id = o.id and r.comment is not null;
  -- money that still has to be sent needs the bank account; follow_refund deletes it then
  delete from payers y using payments p join orders o on o.id = p.order_id
    where o.account_id = p_account and y.payment_id = p.id and not exists (select from refunds r where r.payment_id = p.id and is_unsettled(r, p));
  delete from order_links l using orders o where o.account_id = p_account and l.order_id = o.id;
  delete from favorites where account_id = p_account;
  -- marking notifications as read locks them without the feed head, in this order
  perform 1 from notifications where account_id = p_account order by seq for update;
  delete from notifications where account_id = p_account;
  delete from feed_events where account_id = p_account;
  -- a node that sends one has claimed it without the feed head
  delete from messages where id = any (array(select id from messages where account_id = p_account order by id for update));
  -- counting orders locks these rows without the feed head, in this order
  perform 1 from customer_tastes where account_id = p_account order by product_id for update;
  delete from customer_tastes where account_id = p_account;
  delete from answers where account_id = p_account;
  -- the payment service deletes them, and then the row goes too
  update card_customers set forgotten_at = now(), due_at = now() where account_id = p_account and forgotten_at is null;
  -- the order in which a new password locks them
  perform 1 from accounts where id = p_account for update;
  delete from sign_in_failures where subject in (select failure_subjects(p_account));
  -- a subscription is locked after its session
  perform 1 from sessions where account_id = p_account order by id for no key update;
  delete from push_subscriptions where account_id = p_account;
  update sessions set user_agent = null, network = null, device = null where account_id = p_account and num_nonnulls(user_agent, network, device) > 0;
  delete from account_tokens where account_id = p_account;
  update accounts set
      login = 'deleted-' || id, email = 'deleted-' || id || '@deleted.invalid', email_verified_at = null, new_email = null, name = '', phone = null, shows_phone = false, password_hash = null,
      address = null, address_label = null, lat = null, lng = null, other_addresses = '[]', preferred_payment_method = null,
      dietary_restrictions = '{}', notification_preferences = '{"orders": false, "payments": false, "promotions": false}',
      time_zone = 'UTC', locale = 'en', blocked_at = null, blocked_reason = null, deleted_at = coalesce(deleted_at, now())
    where id = p_account and (deleted_at is null or name <> '' or shows_phone or dietary_restrictions <> '{}' or other_addresses <> '[]'
      or num_nonnulls(password_hash, address, address_label, lat, phone, preferred_payment_method, new_email) > 0);
  return v_open;
end $$;
