-- The menu has the order of the shop's file, also within a category.
alter table products add column position int not null default 0;
update products p set position = o.n from (select id, row_number() over (order by name) as n from products where retired_at is null) o where o.id = p.id;
