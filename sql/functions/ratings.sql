-- Ratings of delivered orders.
-- uses: values feed orders lines

-- The contract's `rating`.
create or replace function rating_json(r ratings) returns json language sql stable
return json_strip_nulls(json_build_object('rating', r.rating, 'courierRating', r.courier_rating, 'comment', r.comment, 'ratedAt', rfc3339(r.rated_at)));

-- Rates a delivered order, once, within max_days_to_rate(). Without a courier, p_courier_rating is left out.
-- Returns { outcome }: 'rated' with { rating, pushes }, or the reason of a refusal with its details.
-- Locks after the order: dishes by id, then the totals.
create or replace function rate_order(p_order uuid, p_account uuid, p_rating int, p_courier_rating int, p_comment text) returns json language plpgsql as $$
declare
  o orders;
  r ratings;
  v_payment_status text;
  v_pushes json[];
begin
  o := lock_order(p_order, p_account);
  if o.id is null then
    return json_build_object('outcome', 'order_not_found');
  end if;
  if o.status <> 'delivered' then
    return json_build_object('outcome', 'cannot_rate_order', 'why', 'not_delivered', 'status', o.status);
  end if;
  select * into r from ratings where order_id = o.id;
  if found then
    return json_build_object('outcome', 'cannot_rate_order', 'why', 'already_rated', 'rating', rating_json(r));
  end if;
  if o.delivered_at + make_interval(days => max_days_to_rate()) < now() then
    return json_build_object('outcome', 'cannot_rate_order', 'why', 'too_late', 'until', rfc3339(o.delivered_at + make_interval(days => max_days_to_rate())));
  end if;

  if o.courier_id is null then
    p_courier_rating := null;
  end if;
  insert into ratings (order_id, rating, courier_rating, comment) values (o.id, p_rating, p_courier_rating, p_comment) returning * into r;
  update orders x set version = x.version + 1 where x.id = o.id returning * into o;
  select status into v_payment_status from payments where id = o.payment_id;
  v_pushes := array[append_feed(o.account_id, 'order:status_changed', status_changed_json(o, v_payment_status, o.status))];
  if p_rating <= 2 then
    v_pushes := v_pushes || append_push('{"roles":["manager"]}', 'rating:low',
      json_strip_nulls(json_build_object('orderId', o.id, 'rating', p_rating, 'comment', p_comment)));
  end if;

  perform 1 from products where id in (select i.product_id from order_items i where i.order_id = o.id and portions_left(i) > 0) order by id for no key update;
  update products set rating_sum = rating_sum + p_rating, rating_count = rating_count + 1
    where id in (select i.product_id from order_items i where i.order_id = o.id and portions_left(i) > 0);
  update rating_totals set sum = sum + p_rating, count = count + 1,
    courier_sum = courier_sum + coalesce(p_courier_rating, 0), courier_count = courier_count + num_nonnulls(p_courier_rating);
  return json_build_object('outcome', 'rated', 'rating', rating_json(r), 'pushes', to_json(v_pushes));
end $$;
