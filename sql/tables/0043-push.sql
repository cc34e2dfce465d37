-- Web push: the browsers that asked to be notified, and the texts of what the staff are told.

-- One browser of a session. It ends with the session, so the next person who signs in at that browser is not told of the orders of the last one.
create table push_subscriptions (
  session_id uuid primary key references sessions on delete cascade,
  -- a new one for a new endpoint, so that a queued message never follows the session to another browser
  id uuid not null unique,
  account_id uuid not null,
  is_staff boolean not null,
  -- where the push service takes messages for this browser
  endpoint text not null unique check (octet_length(endpoint) <= 1000),
  -- the browser's public key and secret, in base64url: only the browser can decrypt what we send
  p256dh text not null,
  auth text not null,
  created_at timestamptz not null default now()
);
create index push_subscriptions_account on push_subscriptions (account_id);
create index push_subscriptions_staff on push_subscriptions (created_at) where is_staff;

-- What the staff have been told of an order that is under way. Filled only while a member of the staff has a subscription.
create table staff_alerts (
  order_id uuid not null,
  kind text not null check (kind in ('placed', 'confirmed', 'overdue', 'stranded', 'late', 'cancelled')),
  primary key (order_id, kind)
);

insert into templates (key, locale, title, body) values
  ('staff.placed', 'en', 'New order {number}', 'Pick its ingredients.'),
  ('staff.placed', 'sk', 'Nová objednávka {number}', 'Treba vychystať suroviny.'),
  ('staff.confirmed', 'en', 'Order {number} can be cooked', 'Its ingredients are ready.'),
  ('staff.confirmed', 'sk', 'Objednávka {number} sa môže variť', 'Suroviny sú pripravené.'),
  ('staff.overdue', 'en', 'Order {number} is not confirmed', 'It has been waiting for too long.'),
  ('staff.overdue', 'sk', 'Objednávka {number} nie je potvrdená', 'Čaká už príliš dlho.'),
  ('staff.stranded', 'en', 'Order {number} has lost its courier', 'It is out for delivery, and the shift of its courier has ended.'),
  ('staff.stranded', 'sk', 'Objednávka {number} je bez kuriéra', 'Je na ceste, ale zmena jej kuriéra sa skončila.'),
  ('staff.late', 'en', 'Order {number} is late', 'It should have arrived by now.'),
  ('staff.late', 'sk', 'Objednávka {number} mešká', 'Už mala byť doručená.'),
  ('staff.cancelled', 'en', 'Order {number} is cancelled', 'Stop working on it.'),
  ('staff.cancelled', 'sk', 'Objednávka {number} je zrušená', 'Prestaňte na nej pracovať.');
