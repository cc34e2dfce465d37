-- Who delivered, and who ended a shift, where it was not the courier; and the wrong PIN that was counted last.

-- a manager who delivered an order that no courier had
alter table orders add column delivered_by uuid references accounts;
create index orders_delivered_by on orders (delivered_at) where delivered_by is not null;
-- the hash of the request and the PIN: a repetition of the same request is not counted again
alter table orders add column wrong_pin_of bytea;

-- a manager
alter table shifts add column ended_by uuid references accounts;
