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

-- The channels for which a message is due.
create or replace function channels_due() returns text[] language sql stable
return array(
  select c.channel from (values ('email'), ('push')) c(channel)
  where exists (select from messages m where m.channel = c.channel and m.urgent and m.ended_at is null and m.due_at <= now())
    or exists (select from messages m where m.channel = c.channel and not m.urgent and m.ended_at is null and m.due_at <= now()));
