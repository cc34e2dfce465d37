-- How far the shop delivers to what lies in no area, in kilometres as the crow flies. Null: any distance.
alter table store add column delivers_within_km double precision check (delivers_within_km > 0);

-- What the shop sells: the words and the drawings of the pages follow it. Its greeting replaces that of the kind; other languages are in
-- `translations`.
alter table store add column kind text not null default 'food' check (kind in ('food', 'flowers', 'goods'));
alter table store add column greeting text check (length(greeting) between 1 and 200);
