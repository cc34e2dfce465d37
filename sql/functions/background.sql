-- What the background work of the gateways finds to do.
-- uses: menu estimates feed shifts messages

-- What waits for background work. Every node asks once a second. One function, because PL/pgSQL keeps the plans of a session: each part then costs a
-- look into an index, and the stock of the menu a scan of small tables. No row of the outbox up to p_floor is left. The settings: where most orders have
-- one status, the planner would read all of them, because it expects to find one at once. Where the first one decides, min() asks for it: with a
-- condition on the time, the planner misjudges how many rows match, and may read all that wait from another index.
create or replace function waiting_work(p_floor bigint) returns json language plpgsql stable set enable_seqscan = off set enable_bitmapscan = off as $$
begin
  return json_build_object(
    'outbox', exists (select from outbox where id > p_floor and is_left_behind(at)),
    'calls', exists (select from provider_calls where due_at <= now()),
    'forgotten_cards', exists (select from card_customers where forgotten_at is not null and due_at <= now()),
    'webhooks', exists (select from sandbox.webhooks where due_at <= now()),
    'unpaid', coalesce((select min(pay_by) from orders where status = 'awaiting_payment') < now(), false),
    'waiting', coalesce((
      select min(work_begins_at(deliver_at, cooking_minutes, delivery_minutes)) from orders
      where deliver_at is not null and released_at is null and status in ('placed', 'confirmed')) <= now() + release_lead(), false),
    'shifts', shifts_to_end(),
    'unconfirmed', coalesce((
      select min(placed_at) from orders where status = 'placed') < (select now() - make_interval(mins => confirm_within_minutes) from store), false),
    'unanswered', coalesce((select min(answer_by) from amendments where outcome = 'offered') < now(), false),
    'messages', channels_due(),
    'broadcasts', exists (select from broadcasts where finished_at is null),
    'uncounted', exists (select from uncounted_orders),
    'open', exists (select from orders where status = any (can_be_late())),
    'unsettled', exists (select from provider_calls) or exists (select from card_customers where forgotten_at is not null) or exists (select from refunds where status <> 'succeeded')
      or exists (select from payments where provider <> 'door' and status in ('requires_action', 'processing', 'failed'))
      -- cancelled, and the service has not said yet that it can no longer be paid (look-up.ts)
      or exists (select from payments where provider not in ('door', 'bank') and status = 'canceled' and reference is not null and closed_at is null
        and updated_at > now() - interval '14 days' and looked_up_at < now() - interval '10 minutes'),
    'stock', menu_stock_changed(),
    -- only while a member of the staff has asked to be told
    'alerts', exists (select from push_subscriptions where is_staff),
    -- where the log ends: while it does not move, nothing was written. A replica does not say
    'written', case when not pg_is_in_recovery() then pg_current_wal_insert_lsn() end
  );
end $$;
