-- Orders that the kitchen cannot make as they were placed: what is taken out, what is offered instead, and rejections after the cooking has begun.

insert into order_transitions (from_status, to_status, role) values
  ('confirmed', 'rejected', 'kitchen'),
  -- of a substitution that was not accepted nothing may be left to deliver
  ('confirmed', 'rejected', 'system'),
  ('in_preparation', 'rejected', 'kitchen'),
  ('in_preparation', 'rejected', 'manager'),
  ('in_preparation', 'rejected', 'system'),
  ('ready_for_pickup', 'rejected', 'kitchen'),
  ('ready_for_pickup', 'rejected', 'manager');

-- A line stays as it was ordered: with these it says what is delivered of it.
alter table order_items
  -- portions that were taken out or replaced
  add column removed int not null default 0,
  -- the line of which it replaces portions; null: it was ordered
  add column replaces int,
  -- of the price of that line, what is paid for this one; null: it was ordered
  add column carried bigint check (carried >= 0),
  add constraint order_items_removed_check check (removed between 0 and quantity);

-- Whether the order has rows in `amendments`. So reading an order that has none costs nothing.
alter table orders add column amended boolean not null default false;

-- How long a customer can answer an offer; null: 5 minutes.
alter table store add column answer_within_minutes int check (answer_within_minutes between 1 and 120);

-- What the staff changed of an order, one row for each line.
-- No foreign key to the order, which the same transaction has locked.
create table amendments (
  order_id uuid not null,
  number int not null,
  -- the line, and how many of its portions
  line int not null,
  quantity int not null check (quantity > 0),
  -- what the customer is told
  reason text not null,
  outcome text not null check (outcome in ('taken_out', 'offered', 'accepted', 'declined', 'expired', 'withdrawn')),
  -- What is offered instead, as a JSON `order_line` with the price that the customer would pay, and what it needs of each ingredient.
  substitute jsonb check (jsonb_typeof(substitute) = 'object'),
  ingredient_ids uuid[],
  quantities bigint[],
  answer_by timestamptz,
  actor uuid references accounts,
  at timestamptz not null default now(),
  -- when the offer ended
  ended_at timestamptz,
  primary key (order_id, number),
  check ((outcome = 'taken_out') = (substitute is null)),
  check ((substitute is null) = (answer_by is null)),
  check (cardinality(ingredient_ids) = cardinality(quantities))
);
-- An order has one open offer at most; and those that end soon.
create unique index amendments_offered on amendments (order_id) where outcome = 'offered';
create index amendments_due on amendments (answer_by) where outcome = 'offered';

insert into templates (key, locale, title, body) values
  ('order.amended', 'en', 'Order {number} has changed', 'We took out {dish}, so it costs {amount} less. {why}'),
  ('order.amended', 'sk', 'Objednávka {number} sa zmenila', 'Vynechali sme z nej: {dish}. Je o {amount} lacnejšia. {why}'),
  ('order.substitution_offered', 'en', 'The kitchen is out of {dish}', 'Would you like {substitute} instead? Please answer by {until}. {why}'),
  ('order.substitution_offered', 'sk', 'Kuchyni sa minulo: {dish}', 'Dáte si namiesto toho {substitute}? Odpovedzte, prosím, do {until}. {why}'),
  ('order.substitution_expired', 'en', 'Order {number} has changed', 'You did not answer in time, so we took out {dish}. It costs {amount} less.'),
  ('order.substitution_expired', 'sk', 'Objednávka {number} sa zmenila', 'Včas ste neodpovedali, preto sme z objednávky vynechali: {dish}. Je o {amount} lacnejšia.')
on conflict (key, locale) do update set title = excluded.title, body = excluded.body;
