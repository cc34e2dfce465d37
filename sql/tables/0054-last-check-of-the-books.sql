-- The result of `customerbackend books check`, for the metrics and their alerts.
create table books_check (
  only_row boolean primary key default true check (only_row),
  checked_at timestamptz not null,
  differences int not null check (differences >= 0),
  -- orders that were placed before it were not checked
  since timestamptz not null
);
