-- Handing over: a PIN, the wait at the door, and calls.

alter table store add column delivery_pin boolean not null default false;
alter table store add column door_minutes int not null default 8 check (door_minutes between 1 and 60);

-- From the pickup to the end of the order. Null: the courier needs none.
alter table orders add column pin text check (pin ~ '^\d{4}$');
alter table orders add column wrong_pins int not null default 0;
-- Until when the courier waits at the door. Null: the courier has not said to be there.
alter table orders add column at_door_until timestamptz;

-- Whether the other side of an order that is on its way may see the telephone number.
alter table accounts add column shows_phone boolean not null default false;

insert into templates (key, locale, title, body) values
  ('order.at_door', 'en', 'Your courier is at the door', 'Please come to the door. The courier waits with order {number} until {until}.'),
  ('order.at_door', 'sk', 'Kuriér je pri vašich dverách', 'Príďte, prosím, k dverám. Kuriér s objednávkou {number} čaká do {until}.');
