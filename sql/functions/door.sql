-- At the door: the PIN of the customer, and a courier who waits because the door stays shut.
-- uses: values feed orders notifications

-- The PIN of an order that leaves the shop: four random digits, where the shop wants them, the order is paid for, and the customer is there to tell them.
create or replace function new_pin(o orders, p payments) returns text language sql volatile as $$
  -- the first 32 bits of a random UUID come from the CSPRNG
  select lpad((('x' || left(gen_random_uuid()::text, 8))::bit(32)::bigint % 10000)::text, 4, '0')
  from store s where s.delivery_pin and p.provider <> 'door' and not leaves_at_door(o, p.method)
$$;

-- Compares what the courier was told. Null if it is right, otherwise the refusal; a wrong PIN is counted, once for each request. The comparison takes the same time for every PIN,
-- because it compares hashes. After too many wrong ones only a manager delivers the order.
create or replace function refuse_pin(o orders, p_pin text, p_request uuid) returns json language plpgsql as $$
declare
  v_try bytea := sha256(convert_to(p_request || ' ' || p_pin, 'UTF8'));
  v_left int := max_wrong_pins() - o.wrong_pins;
begin
  if o.wrong_pin_of = v_try then
    return json_build_object('outcome', 'wrong_pin', 'triesLeft', v_left);
  elsif v_left <= 0 then
    return json_build_object('outcome', 'wrong_pin', 'triesLeft', 0);
  elsif p_pin is null then
    return json_build_object('outcome', 'pin_required', 'triesLeft', v_left);
  elsif sha256(convert_to(p_pin, 'UTF8')) = sha256(convert_to(o.pin, 'UTF8')) then
    return null;
  end if;
  update orders x set wrong_pins = x.wrong_pins + 1, wrong_pin_of = v_try, version = x.version + 1 where x.id = o.id;
  return json_build_object('outcome', 'wrong_pin', 'triesLeft', v_left - 1,
    'pushes', json_build_array(append_push('{"queue": true}', 'order:wrong_pin', json_build_object('orderId', o.id))));
end $$;

-- The door stays shut: the courier waits at the door, and the customer is told until when. Once for each ride.
create or replace function wait_at_door(p_order uuid, p_role text, p_actor uuid) returns json language plpgsql as $$
declare
  o orders := lock_order(p_order);
  v_payment_status text;
begin
  if o.id is null then
    return json_build_object('outcome', 'order_not_found');
  end if;
  if o.status <> 'in_transit' then
    return json_build_object('outcome', 'not_at_door', 'status', o.status);
  end if;
  if p_role = 'courier' and o.courier_id is distinct from p_actor then
    return json_build_object('outcome', 'assigned_to_another');
  end if;
  if o.at_door_until is not null then
    return json_build_object('outcome', 'changed', 'pushes', '[]'::json);
  end if;
  update orders x set at_door_until = now() + make_interval(mins => (select s.door_minutes from store s)), version = x.version + 1
    where x.id = o.id returning * into o;
  select status into v_payment_status from payments where id = o.payment_id;
  return json_build_object('outcome', 'changed', 'pushes', json_build_array(
    append_feed(o.account_id, 'order:status_changed', status_changed_json(o, v_payment_status, o.status)))::jsonb
      || coalesce(notify_of(o.account_id, 'order:at_door', json_build_object('orderId', o.id)), '[]')::jsonb);
end $$;
