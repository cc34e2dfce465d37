-- How far the shop delivers to what lies in no area, in kilometres as the crow flies. Null: any distance.
alter table store add column delivers_within_km double precision check (delivers_within_km > 0);
