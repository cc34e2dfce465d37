-- Messages that leave the program, to people who have no page open: written in the transaction of the change that they tell of, and sent by any
-- node (src/messages).

-- No foreign key: a change of an account's e-mail address must not wait for a message.
create table messages (
  -- also names the message to the service that takes it, so that one which is sent twice is seen once
  id uuid primary key,
  channel text not null check (channel in ('email', 'push')),
  -- a customer, or one of the staff
  account_id uuid not null,
  -- where it goes: an e-mail address, or the id of a push subscription
  address text not null,
  template text not null,
  data jsonb not null check (jsonb_typeof(data) = 'object'),
  -- what is told at most once
  key text,
  -- goes before the others that wait
  urgent boolean not null,
  attempts int not null default 0,
  -- a lease, as in provider_calls
  due_at timestamptz not null,
  -- after this moment it is of no use
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  -- why it was not sent the last time
  error text,
  outcome text check (outcome in ('sent', 'failed', 'expired')),
  ended_at timestamptz,
  check ((outcome is null) = (ended_at is null))
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

create unique index messages_key on messages (key) where key is not null;
create index messages_due on messages (channel, urgent, due_at) where ended_at is null;
-- for the pruning
create index messages_ended on messages (ended_at) where ended_at is not null;
-- what managers see: what keeps failing, and what was given up. The ids rise with time.
create index messages_troubled on messages (id) where error is not null;
-- to export and to erase what a person was sent
create index messages_account on messages (account_id);
