-- Favourite orders.

-- Saves items under a name and replaces those that the name had. False if the account then has more than max_favorites(), or more than one reply
-- can carry; the caller rolls back.
create or replace function save_favorite(p_id uuid, p_account uuid, p_name text, p_items jsonb) returns boolean language plpgsql as $$
begin
  -- one save at a time, so that the count is right
  perform 1 from accounts where id = p_account for no key update;
  insert into favorites (id, account_id, name, items) values (p_id, p_account, p_name, p_items)
    on conflict (account_id, name) do update set items = excluded.items, saved_at = now();
  return (select count(*) <= max_favorites() and sum(octet_length(items::text)) <= 500000 from favorites where account_id = p_account);
end $$;
