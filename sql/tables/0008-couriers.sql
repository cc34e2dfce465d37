-- The last position of each courier, at the time of its fix. It has no value after a crash, so the table is not logged.
create unlogged table courier_positions (
  account_id uuid primary key references accounts on delete cascade,
  lat double precision not null,
  lng double precision not null,
  at timestamptz not null,
  -- the latest fix, where it was too far away to be believed
  doubtful_lat double precision,
  doubtful_lng double precision,
  doubtful_at timestamptz
) with (fillfactor = 50);
