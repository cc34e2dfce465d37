-- Counting delivered orders, and the score. docs/recommendations.md explains it.
-- uses: values lines

-- Queues a delivered order for counting.
create or replace function count_later() returns trigger language plpgsql as $$
begin
  insert into uncounted_orders (order_id) values (new.id);
  return null;
end $$;

-- Imported orders may already be delivered when they are inserted.
create or replace trigger count_delivered after insert or update of status on orders
  for each row when (new.status = 'delivered') execute function count_later();

-- A rating changes the weights immediately, whether or not its order is counted yet.
create or replace function weigh_rating() returns trigger language plpgsql as $$
begin
  insert into customer_tastes as c (account_id, product_id, orders, liking)
  select o.account_id, i.product_id, 0, (new.rating - 1) / 2.0 - 1
  from orders o join order_items i on i.order_id = o.id where o.id = new.order_id and portions_left(i) > 0 group by o.account_id, i.product_id order by i.product_id
  on conflict (account_id, product_id) do update set liking = c.liking + excluded.liking;
  return null;
end $$;

create or replace trigger weigh_rating after insert on ratings for each row execute function weigh_rating();

-- Counts the next delivered orders, on one node at a time. Returns their number.
create or replace function count_orders(p_limit int) returns int language plpgsql as $$
declare
  v_orders uuid[];
begin
  if not pg_try_advisory_xact_lock(hashtext('count orders')) then
    return 0;
  end if;
  with taken as (
    delete from uncounted_orders where order_id in (select order_id from uncounted_orders limit p_limit) returning order_id
  )
  select array_agg(order_id) into v_orders from taken;
  with basket as materialized (
    select distinct o.id as order_id, o.account_id, i.product_id
    from orders o join order_items i on i.order_id = o.id where o.id = any (v_orders) and portions_left(i) > 0
  ), counted as (
    insert into product_counts as c (product_id, orders) select product_id, count(*) from basket group by product_id
    on conflict (product_id) do update set orders = c.orders + excluded.orders
  ), paired as (
    insert into pair_counts as c (product_id, other_id, orders)
    select a.product_id, b.product_id, count(*)
    from basket a join basket b on b.order_id = a.order_id and b.product_id <> a.product_id group by a.product_id, b.product_id
    on conflict (product_id, other_id) do update set orders = c.orders + excluded.orders
  )
  insert into customer_tastes as c (account_id, product_id, orders, liking)
  select b.account_id, b.product_id, count(*), count(*)
  from basket b join accounts a on a.id = b.account_id and a.deleted_at is null group by b.account_id, b.product_id
  -- a rating locks the rows of its customer in the same order
  order by b.account_id, b.product_id
  on conflict (account_id, product_id) do update set orders = c.orders + excluded.orders, liking = c.liking + excluded.liking;
  return coalesce(cardinality(v_orders), 0);
end $$;

-- The best dishes for a customer: dishes that can be ordered now, that fit the restrictions and did not disappoint, by the three parts of the score.
-- PL/pgSQL, because before PostgreSQL 18 a function in SQL is planned at each call.
create or replace function recommend(p_account uuid, p_limit int) returns table (product_id uuid, score double precision, why text)
language plpgsql stable set plan_cache_mode = force_generic_plan set random_page_cost = 1.1 as $$
#variable_conflict use_column
begin
  return query
  with speaker as materialized (
    -- once: language_of has a sub-select, so it is not inlined, and would be a query of its own for each row
    select a.dietary_restrictions, language_of(a.locale, s.locales) as language, template_locales(a.locale, s.locales) as locales
    from accounts a left join store s on true where a.id = p_account
  ), banned as materialized (
    select i.id from speaker a join ingredients i on i.unfit_for && a.dietary_restrictions
  ), taste as materialized (
    select t.product_id, t.liking, c.orders as everybodys
    from customer_tastes t join product_counts c on c.product_id = t.product_id
    where t.account_id = p_account and t.orders > 0 and t.liking > 0 order by t.liking desc, t.product_id limit 10
  ), neighbour as materialized (
    -- the cosine similarity of the two dishes' orders, weighted by how much the customer likes the known dish
    select n.other_id, t.product_id as like_id, t.liking * n.orders / sqrt(t.everybodys::double precision * c.orders) as pull
    from taste t join pair_counts n on n.product_id = t.product_id join product_counts c on c.product_id = n.other_id
  ), together as (
    select other_id, sum(pull) as pull from neighbour group by other_id
  ), unfit as materialized (
    select distinct r.product_id from banned b join recipes r on r.ingredient_id = b.id
  ), impossible as materialized (
    -- of an option that must be chosen, too few choices are switched on and fit the restrictions
    select distinct q.product_id from options q
    where q.retired_at is null and q.min_choices > 0 and q.min_choices > (
      select count(*) from choices h
      where h.option_id = q.id and h.retired_at is null and h.available and not exists (
        select from choice_recipes r join banned b on b.id = r.ingredient_id where r.choice_id = h.id))
  ), candidate as (
    select p.id, p.name, coalesce(c.orders, 0) as everybodys, coalesce(own.orders, 0) as own, case when own.orders > 0 then own.liking else 0 end as liking, coalesce(t.pull, 0) as pull,
      -- the average, with five ratings of four stars added
      (p.rating_sum + 20) / (5 * (p.rating_count + 5.0)) as rating
    from products p
    left join product_counts c on c.product_id = p.id
    left join customer_tastes own on own.account_id = p_account and own.product_id = p.id
    left join together t on t.other_id = p.id
    where p.available and p.in_stock and p.retired_at is null and not exists (select from unfit u where u.product_id = p.id)
      and not exists (select from impossible x where x.product_id = p.id)
      -- not dishes whose ratings by this customer average two stars or less
      and (own.orders > 0 and own.liking <= own.orders / 2.0) is not true
  ), part as (
    select d.*,
      0.5 * d.pull / greatest(max(d.pull) over (), 1e-9) as together,
      0.3 * d.liking / greatest(max(d.liking) over (), 1e-9) as again,
      0.2 * d.rating * (d.everybodys + 1) / (max(d.everybodys) over () + 1) as popular
    from candidate d
  ), best as (
    select *, round((together + again + popular)::numeric, 4)::double precision as score, case
        when together > 0 and together >= again and together >= popular then 'together'
        when again > 0 and again >= popular then 'again'
        when everybodys > 0 then 'popular'
        else 'new'
      end as reason
    from part order by score desc, name limit p_limit
  ), strongest as (
    select distinct on (n.other_id) n.other_id, text_in(p.name, p.translations, 'name', a.language) as name
    from neighbour n join best b on b.id = n.other_id join products p on p.id = n.like_id cross join speaker a order by n.other_id, n.pull desc, n.like_id
  ), wording as materialized (
    select distinct on (t.key) t.key, t.body
    from templates t cross join speaker a
    where t.key like 'recommendation.%' and t.locale = any (a.locales)
    order by t.key, array_position(a.locales, t.locale)
  )
  select b.id, b.score, btrim(replace(replace(w.body, '{name}', coalesce(s.name, '')),
    '{count}', (case b.reason when 'again' then b.own else b.everybodys end)::text))
  from best b left join strongest s on s.other_id = b.id left join wording w on w.key = 'recommendation.' || b.reason order by b.score desc, b.name;
end $$;
