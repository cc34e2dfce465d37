-- The last position of each courier. It has no value after a crash, so the table is not logged.
create unlogged table courier_positions (
  account_id uuid primary key references accounts on delete cascade,
  lat double precision not null,
  lng double precision not null,
  at timestamptz not null
) with (fillfactor = 50);
