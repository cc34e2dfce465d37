-- Every change of what the warehouse holds. The movements of an ingredient add up to its `on_hand`. A row is never changed.
create table stock_movements (
  id bigint generated always as identity primary key,
  cause text not null check (cause in ('opening', 'received', 'used', 'put_back', 'count', 'waste', 'correction')),
  ingredient_ids uuid[] not null,
  -- what was added; negative: what was taken
  quantities bigint[] not null,
  -- the order that used them
  order_id uuid,
  -- the member of the staff
  account_id uuid,
  note text,
  at timestamptz not null default now(),
  check (cardinality(ingredient_ids) = cardinality(quantities))
);

create function refuse_changed_movement() returns trigger language plpgsql stable as $$
begin
  raise exception 'a movement of the stock is never changed: add another one';
end $$;
create trigger stock_movements_stay before update or delete on stock_movements for each statement execute function refuse_changed_movement();

insert into stock_movements (cause, ingredient_ids, quantities)
select 'opening', array_agg(ingredient_id), array_agg(on_hand) from stock having count(*) > 0;

-- what a new ingredient begins with
create function record_opening() returns trigger language plpgsql as $$
begin
  insert into stock_movements (cause, ingredient_ids, quantities) values ('opening', array[new.ingredient_id], array[new.on_hand]);
  return null;
end $$;
create trigger stock_opened after insert on stock for each row execute function record_opening();
