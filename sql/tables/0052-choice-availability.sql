-- The kitchen's switch of a single choice, as products have one.
alter table choices add column available boolean not null default true;
