-- Orders that customers keep under a name, to order them again.

create table favorites (
  id uuid primary key,
  account_id uuid not null references accounts on delete cascade,
  name text not null,
  -- [{ productId, name, quantity, exclude, note? }]; no foreign keys, because a dish that has left the menu is still shown by its name
  items jsonb not null check (jsonb_array_length(items) between 1 and 50),
  saved_at timestamptz not null default now(),
  unique (account_id, name)
);
