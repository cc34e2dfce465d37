-- The outbox of messages that leave the program.
-- uses: values

-- Queues a message, and returns its id. Call it in the transaction of the change that the message tells of: `select queue_message(…) from …` for
-- those who want it. Returns null, and queues nothing, where a message with the same key was queued in the last days. The data is what the template
-- needs (src/mail/templates, src/push); it is deleted when the message is sent. `urgent` goes before everything that is not. After p_lasts the
-- message is of no use, and is not sent any more.
create or replace function queue_message(p_channel text, p_account uuid, p_address text, p_template text, p_data jsonb, p_key text default null,
  p_urgent boolean default false, p_due_at timestamptz default now(), p_lasts interval default interval '1 day') returns uuid language sql as $$
  insert into messages (id, channel, account_id, address, template, data, key, urgent, due_at, expires_at)
    values (uuid_v7(), p_channel, p_account, p_address, p_template, p_data, p_key, p_urgent, p_due_at, p_due_at + p_lasts)
    on conflict (key) where key is not null do nothing
    returning id
$$;

-- Whether the customer wants mails about orders, at an address that is theirs.
create or replace function wants_mail(a accounts) returns boolean language sql immutable parallel safe
return a.deleted_at is null and a.email_verified_at is not null and a.notification_preferences @> '{"email": true}';

-- The mail that an event of an order calls for, if the customer wants mails. An event that repeats the status calls for none, and an order that
-- is placed at once has no such event: place_orders queues its mail.
create or replace function mail_template(p_event text, p_data json) returns text language sql immutable parallel safe
return case when p_event = 'order:status_changed' then case
  when p_data #>> '{order,status}' = 'placed' and p_data ->> 'previous' = 'awaiting_payment' then 'order_placed'
  when p_data #>> '{order,status}' in ('delivered', 'rejected') and p_data #>> '{order,status}' is distinct from p_data ->> 'previous'
    then 'order_' || (p_data #>> '{order,status}') end end;

-- Queues a mail about an order, once for each thing that it tells (p_about: of an order that is the template). Nothing for customers who want none.
create or replace function mail_of_order(p_account uuid, p_template text, p_data jsonb, p_about text) returns void language sql as $$
  select queue_message('email', a.id, a.email, p_template, p_data, p_template || ' ' || p_about, p_lasts => interval '3 days')
  from accounts a where a.id = p_account and wants_mail(a)
$$;

-- The channels for which a message is due.
create or replace function channels_due() returns text[] language sql stable
return array(
  select c.channel from (values ('email'), ('push')) c(channel)
  where exists (select from messages m where m.channel = c.channel and m.urgent and m.ended_at is null and m.due_at <= now())
    or exists (select from messages m where m.channel = c.channel and not m.urgent and m.ended_at is null and m.due_at <= now()));
