-- A customer's inbox, and the texts of the notifications.

-- A status causes a notification if there is a text for it: order.<status>, payment.<status>.
-- {name} stands for a value. A language without a text falls back to English.
create table templates (
  key text not null,
  locale text not null check (locale ~ '^[a-z]{2,3}$'),
  -- null: a sentence without a heading
  title text,
  body text not null,
  primary key (key, locale)
);

insert into templates (key, locale, title, body) values
  ('order.confirmed', 'en', 'Order {number} is confirmed', 'We are preparing your ingredients. It should arrive between {earliest} and {latest}.'),
  ('order.confirmed', 'sk', 'Objednávka {number} je potvrdená', 'Pripravujeme suroviny. Prinesieme ju medzi {earliest} a {latest}.'),
  ('order.in_preparation', 'en', 'Order {number} is being cooked', 'The kitchen has started cooking. It should arrive between {earliest} and {latest}.'),
  ('order.in_preparation', 'sk', 'Objednávka {number} sa varí', 'Kuchyňa začala. Prinesieme ju medzi {earliest} a {latest}.'),
  ('order.ready_for_pickup', 'en', 'Order {number} is ready', 'It is waiting for the courier. It should arrive between {earliest} and {latest}.'),
  ('order.ready_for_pickup', 'sk', 'Objednávka {number} je hotová', 'Čaká na kuriéra, prinesieme ju medzi {earliest} a {latest}.'),
  ('order.in_transit', 'en', 'Order {number} is on its way', 'It should arrive between {earliest} and {latest}.'),
  ('order.in_transit', 'sk', 'Objednávka {number} je na ceste', 'Pri dverách bude medzi {earliest} a {latest}.'),
  ('order.delivered', 'en', 'Order {number} is delivered', 'Enjoy your meal!'),
  ('order.delivered', 'sk', 'Objednávka {number} je doručená', 'Dobrú chuť!'),
  ('order.returned', 'en', 'Order {number} could not be delivered', 'The courier took it back. {reason}'),
  ('order.returned', 'sk', 'Objednávku {number} sa nepodarilo doručiť', 'Kuriér ju odniesol späť. {reason}'),
  ('order.cancelled', 'en', 'Order {number} is cancelled', 'If you have already paid, we will refund you.'),
  ('order.cancelled', 'sk', 'Objednávka {number} je zrušená', 'Ak ste už zaplatili, peniaze vám vrátime.'),
  ('order.rejected', 'en', 'We cannot make order {number}', 'We are sorry. If you have already paid, we will refund you. {reason}'),
  ('order.rejected', 'sk', 'Objednávku {number} nemôžeme pripraviť', 'Je nám to ľúto. Ak ste už zaplatili, peniaze vám vrátime. {reason}'),
  ('order.expired', 'en', 'Order {number} has expired', 'It was not paid in time, so it will not be made. You are welcome to order again.'),
  ('order.expired', 'sk', 'Objednávka {number} prepadla', 'Nebola včas zaplatená, preto ju nepripravíme. Môžete si objednať znova.'),
  ('payment.succeeded', 'en', 'Payment received', 'Thank you: {amount} for order {number}.'),
  ('payment.succeeded', 'sk', 'Platba prijatá', 'Ďakujeme: {amount} za objednávku {number}.'),
  ('payment.failed', 'en', 'Payment failed', 'The payment of {amount} for order {number} failed. Try again, or choose another method.'),
  ('payment.failed', 'sk', 'Platba zlyhala', '{amount} za objednávku {number} sa nepodarilo zaplatiť. Skúste znova alebo zvoľte iný spôsob.'),
  ('payment.refunded', 'en', 'Money refunded', '{amount} for order {number} is on its way back to you.'),
  ('payment.refunded', 'sk', 'Peniaze vrátené', '{amount} za objednávku {number} je na ceste späť k vám.'),
  ('payment.partially_refunded', 'en', 'Money refunded', 'Part of the price of order {number} is on its way back to you.'),
  ('payment.partially_refunded', 'sk', 'Peniaze vrátené', 'Časť ceny objednávky {number} je na ceste späť k vám.'),
  ('rating.requested', 'en', 'How was order {number}?', 'Tell us with one to five stars.'),
  ('rating.requested', 'sk', 'Ako chutila objednávka {number}?', 'Povedzte nám to jednou až piatimi hviezdičkami.'),
  ('recommendation.together', 'en', null, 'Often ordered together with {name}, which you like'),
  ('recommendation.together', 'sk', null, 'Často sa objednáva spolu s jedlom {name}, ktoré máte radi'),
  ('recommendation.again', 'en', null, 'You have ordered it {count}×'),
  ('recommendation.again', 'sk', null, 'Objednali ste si to {count}×'),
  ('recommendation.popular', 'en', null, 'Popular: ordered {count}× by our customers'),
  ('recommendation.popular', 'sk', null, 'Obľúbené: naši zákazníci si to objednali {count}×'),
  ('recommendation.new', 'en', null, 'New on the menu'),
  ('recommendation.new', 'sk', null, 'Novinka v ponuke');

-- No foreign key, as in feed_events. seq is that of the feed event which announced the notification.
create table notifications (
  account_id uuid not null,
  seq bigint not null,
  id uuid not null,
  kind text not null check (kind in ('order', 'payment', 'rating', 'promotion')),
  title text not null,
  body text not null,
  order_id uuid,
  at timestamptz not null default now(),
  read_at timestamptz
) partition by list ((((at at time zone 'UTC')::date - date '1970-01-01') / 18 % 7));

do $$ begin
  for n in 0 .. 6 loop
    execute format('create table notifications_%s partition of notifications (primary key (account_id, seq)) for values in (%s)', n, n);
  end loop;
end $$;
insert into rotations (table_name, days, partitions) values ('notifications', 18, 7);

-- to count the unread ones and to mark them as read
create index notifications_unread on notifications (account_id, id) where read_at is null;

-- A message of a manager to many customers, written in slices by any node.
create table broadcasts (
  id uuid primary key,
  sender_id uuid not null references accounts,
  title text not null,
  body text not null,
  -- filters: customers with one of these restrictions; customers who have ordered since then
  diets text[],
  ordered_since timestamptz,
  -- customers that matched when it was created, and customers that have received it
  recipients int not null default 0,
  sent int not null default 0,
  -- accounts up to this id are done
  reached uuid not null default '00000000-0000-0000-0000-000000000000',
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
create index broadcasts_open on broadcasts (created_at) where finished_at is null;
