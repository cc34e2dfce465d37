-- Orders that customers keep under a name, to order them again.

create table favorites (
  id uuid primary key,
  account_id uuid not null references accounts on delete cascade,
  name text not null,
  -- [{ productId, name, quantity, exclude, note? }]; without foreign keys, as a dish that has left the menu is shown by its name
  items jsonb not null check (jsonb_array_length(items) between 1 and 50),
  saved_at timestamptz not null default now(),
  unique (account_id, name)
);

-- Keeps items under a name; those that the name had before are replaced. False if the account then has more than it may:
-- 50, and altogether no more than a reply can carry. The caller rolls back.
create function save_favorite(p_id uuid, p_account uuid, p_name text, p_items jsonb) returns boolean language plpgsql as $$
begin
  -- one at a time, so that the count holds
  perform 1 from accounts where id = p_account for no key update;
  insert into favorites (id, account_id, name, items) values (p_id, p_account, p_name, p_items)
    on conflict (account_id, name) do update set items = excluded.items, saved_at = now();
  return (select count(*) <= 50 and sum(octet_length(items::text)) <= 500000 from favorites where account_id = p_account);
end $$;

-- Looks at each line as if it were to be ordered now. `obstacle`: what rules it out, if anything; `exclude`: what can still be left out of
-- the dish; `needs`: [{ ingredientId, quantity, left }] of ingredients that the store cannot bring.
create function judge_lines(p_account uuid, p_items jsonb, p_accept_dietary_conflicts boolean)
returns table (obstacle text, exclude uuid[], needs json) language sql stable as $$
  select
    case
      when p.id is null then 'product_not_found'
      when not p.available then 'product_unavailable'
      when exists (select from recipes r where r.product_id = p.id and r.ingredient_id = any (l.exclude) and not r.removable)
        then 'ingredient_not_removable'
      when not p_accept_dietary_conflicts and exists (select from dietary_conflicts(array[l], a.dietary_restrictions)) then 'dietary_conflict'
    end,
    array(select r.ingredient_id from recipes r where r.product_id = p.id and r.ingredient_id = any (l.exclude)),
    (
      select coalesce(json_agg(json_build_object('ingredientId', e.ingredient_id, 'quantity', e.quantity,
        'left', greatest(coalesce(s.on_hand + s.requested - s.reserved, 0), 0))), '[]')
      from explode(array[l]) e join ingredients i on i.id = e.ingredient_id left join stock s on s.ingredient_id = i.id
      where i.restock_minutes is null or s.ingredient_id is null
    )
  from accounts a cross join unnest(lines_of(1, p_items)) l left join products p on p.id = l.product_id
  where a.id = p_account
  order by l.line
$$;
