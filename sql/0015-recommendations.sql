-- Recommendations: what was bought how often, and with what, counted order by order in the background. docs/recommendations.md has the scoring.

-- Delivered orders that are not counted yet.
create table uncounted_orders (order_id uuid primary key);

create function count_later() returns trigger language plpgsql as $$
begin
  insert into uncounted_orders (order_id) values (new.id);
  return null;
end $$;

-- orders that come from elsewhere are delivered when they are inserted
create trigger count_delivered after insert or update of status on orders
  for each row when (new.status = 'delivered') execute function count_later();

insert into uncounted_orders (order_id) select id from orders where status = 'delivered';

-- In how many delivered orders a dish was.
create table product_counts (
  product_id uuid primary key references products on delete cascade,
  orders bigint not null
) with (fillfactor = 50);

-- In how many two dishes were together; each pair has two rows, so that one dish's neighbours lie side by side.
create table pair_counts (
  product_id uuid not null references products on delete cascade,
  other_id uuid not null references products on delete cascade,
  orders bigint not null,
  primary key (product_id, other_id)
) with (fillfactor = 50);

-- In how many of a customer's. Without foreign keys: what is counted was ordered, and leaving deletes the rows.
create table customer_tastes (
  account_id uuid not null,
  product_id uuid not null,
  orders int not null,
  -- the orders again, each as heavy as it was rated: 0 for one star, 1 for three or no rating, 2 for five
  liking double precision not null,
  primary key (account_id, product_id)
) with (fillfactor = 80);

-- A rating weighs at once, whether its order is counted already or not.
create function weigh_rating() returns trigger language plpgsql as $$
begin
  insert into customer_tastes as c (account_id, product_id, orders, liking)
  select o.account_id, i.product_id, 0, (new.rating - 1) / 2.0 - 1
  from orders o join order_items i on i.order_id = o.id where o.id = new.order_id group by o.account_id, i.product_id order by i.product_id
  on conflict (account_id, product_id) do update set liking = c.liking + excluded.liking;
  return null;
end $$;

create trigger weigh_rating after insert on ratings for each row execute function weigh_rating();

insert into customer_tastes (account_id, product_id, orders, liking)
select account_id, product_id, 0, sum((rating - 1) / 2.0 - 1)
from (
  select distinct o.id, o.account_id, i.product_id, r.rating
  from ratings r join orders o on o.id = r.order_id join order_items i on i.order_id = o.id join accounts a on a.id = o.account_id and a.deleted_at is null
) rated
group by account_id, product_id;

insert into templates (key, locale, title, body) values
  ('recommendation.together', 'en', null, 'Often ordered together with {name}, which you like'),
  ('recommendation.together', 'sk', null, 'Často sa objednáva spolu s jedlom {name}, ktoré máte radi'),
  ('recommendation.again', 'en', null, 'You have ordered it {count}×'),
  ('recommendation.again', 'sk', null, 'Objednali ste si to {count}×'),
  ('recommendation.popular', 'en', null, 'Popular: ordered {count}× by our customers'),
  ('recommendation.popular', 'sk', null, 'Obľúbené: naši zákazníci si to objednali {count}×'),
  ('recommendation.new', 'en', null, 'New on the menu'),
  ('recommendation.new', 'sk', null, 'Novinka v ponuke');

-- Counts the next delivered orders, on one node at a time. Returns how many there were.
create function count_orders(p_limit int) returns int language plpgsql as $$
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
    from orders o join order_items i on i.order_id = o.id where o.id = any (v_orders)
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
  -- a rating takes the rows of its customer in the same order
  order by b.account_id, b.product_id
  on conflict (account_id, product_id) do update set orders = c.orders + excluded.orders, liking = c.liking + excluded.liking;
  return coalesce(cardinality(v_orders), 0);
end $$;

-- The best dishes for a customer: what can be ordered now, does not go against the restrictions and was not a disappointment, by the three
-- parts of the score.
create function recommend(p_account uuid, p_limit int) returns table (product_id uuid, score double precision, why text)
language sql stable set plan_cache_mode = force_generic_plan set random_page_cost = 1.1 as $$
  with taste as materialized (
    select t.product_id, t.liking, c.orders as everybodys
    from customer_tastes t join product_counts c on c.product_id = t.product_id
    where t.account_id = p_account and t.orders > 0 and t.liking > 0 order by t.liking desc, t.product_id limit 10
  ), neighbour as materialized (
    -- cosine of the two dishes' baskets, as heavy as the customer likes the one that is known
    select n.other_id, t.product_id as like_id, t.liking * n.orders / sqrt(t.everybodys::double precision * c.orders) as pull
    from taste t join pair_counts n on n.product_id = t.product_id join product_counts c on c.product_id = n.other_id
  ), together as (
    select other_id, sum(pull) as pull from neighbour group by other_id
  ), unfit as materialized (
    select distinct r.product_id
    from accounts a join ingredients i on i.unfit_for && a.dietary_restrictions join recipes r on r.ingredient_id = i.id where a.id = p_account
  ), candidate as (
    select p.id, p.name, coalesce(c.orders, 0) as everybodys, coalesce(own.orders, 0) as own, case when own.orders > 0 then own.liking else 0 end as liking, coalesce(t.pull, 0) as pull,
      -- the average, as if there had been five ratings of four stars before
      (p.rating_sum + 20) / (5 * (p.rating_count + 5.0)) as rating
    from products p
    left join product_counts c on c.product_id = p.id
    left join customer_tastes own on own.account_id = p_account and own.product_id = p.id
    left join together t on t.other_id = p.id
    where p.available and p.in_stock and not exists (select from unfit u where u.product_id = p.id)
      -- two stars or less on the average
      and (own.orders > 0 and own.liking <= own.orders / 2.0) is not true
  ), part as (
    select d.*,
      0.5 * d.pull / greatest(max(d.pull) over (), 1e-9) as together,
      0.3 * d.liking / greatest(max(d.liking) over (), 1e-9) as again,
      0.2 * d.rating * (d.everybodys + 1) / (max(d.everybodys) over () + 1) as popular
    from candidate d
  ), best as (
    select *, together + again + popular as score, case
        when together > 0 and together >= again and together >= popular then 'together'
        when again > 0 and again >= popular then 'again'
        when everybodys > 0 then 'popular'
        else 'new'
      end as reason
    from part order by together + again + popular desc, name limit p_limit
  ), strongest as (
    select distinct on (n.other_id) n.other_id, p.name
    from neighbour n join best b on b.id = n.other_id join products p on p.id = n.like_id order by n.other_id, n.pull desc, n.like_id
  )
  select b.id, round(b.score::numeric, 4)::double precision, (
      select fill(t.body, jsonb_build_object(
        'name', s.name, 'count', case b.reason when 'again' then b.own else b.everybodys end))
      from templates t, accounts a
      where a.id = p_account and t.key = 'recommendation.' || b.reason and t.locale in (split_part(lower(a.locale), '-', 1), 'en')
      order by t.locale = 'en' limit 1
    )
  from best b left join strongest s on s.other_id = b.id order by b.score desc, b.name
$$;
