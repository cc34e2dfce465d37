-- Telephone numbers without the code of a country are of this one: ISO 3166-1 alpha-2. Null: they stay as they are typed.
alter table store add column country text check (country ~ '^[A-Z]{2}$');
