-- What the lines of an order choose. src/orders/choices.ts has the same rules for quotes; a test compares the two.
-- uses: values

-- Why an order cannot be placed with the choices of its lines, or null: a choice that the dish does not offer, too many of an option, or too few.
create or replace function choice_fault(p_lines order_line[]) returns text language sql stable as $$
  select case
    when exists (
      select from unnest(p_lines) l cross join unnest(l.choices) x
      left join choices c on c.id = x and c.product_id = l.product_id and c.retired_at is null where c.id is null
    ) then 'choice_not_possible'
    when max(m.fault) = 2 then 'choice_not_possible'
    when max(m.fault) = 1 then 'choice_required'
  end
  from (
    select case when k.chosen > o.max_choices then 2 when k.chosen < o.min_choices then 1 else 0 end as fault
    from unnest(p_lines) l join options o on o.product_id = l.product_id and o.retired_at is null
    cross join lateral (select count(*) as chosen from choices c where c.option_id = o.id and c.id = any (l.choices)) k
  ) m
$$;

-- The choices of a line as an order keeps them (order_items.choices).
create or replace function chosen_json(p_choices uuid[], p_language text) returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
    'id', c.id, 'optionId', o.id, 'option', o.name, 'shownOption', nullif(text_in(o.name, o.translations, 'name', p_language), o.name),
    'name', c.name, 'shownName', nullif(text_in(c.name, c.translations, 'name', p_language), c.name), 'price', c.price)) order by o.position, c.position), '[]')
  from choices c join options o on o.id = c.option_id where c.id = any (p_choices)
$$;

-- The ids of what a line has chosen.
create or replace function chosen_ids(p_choices jsonb) returns uuid[] language sql immutable parallel safe
return array(select (c ->> 'id')::uuid from jsonb_array_elements(p_choices) c);
