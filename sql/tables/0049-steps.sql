-- Who took each step of an order, for the staff: [{ status, at, role, by? }]. `status` and `at` are those of an entry of the timeline, which the customer
-- sees. Null: nobody has taken a step since this column exists.
alter table orders add column taken_by jsonb;
