-- An order keeps the names with which it was ordered: `name` in the shop's first language, which the staff read, and `shown_name` in the
-- customer's language. Null: the two are the same.
alter table order_items add column shown_name text;
alter type order_draft add attribute language text;
