-- Settings: an address book, a language that people can choose, leaving, and all that is held on a person.

-- The account's own address is the default one of its book; the others: [{ label?, address, location? }].
alter table accounts
  add column address_label text,
  add column other_addresses jsonb not null default '[]' check (jsonb_typeof(other_addresses) = 'array' and jsonb_array_length(other_addresses) < 20),
  -- the person has left: nothing but the books refers to this row any more
  add column deleted_at timestamptz;

-- who has left of late, to be looked at again
create index accounts_deleted on accounts (deleted_at) where deleted_at is not null;

-- A time zone that PostgreSQL did not know would fail everything that shows this customer a time.
create function is_time_zone(p_name text) returns boolean language plpgsql immutable as $$
begin
  return now() at time zone p_name is not null;
exception when invalid_parameter_value then
  return false;
end $$;

alter table accounts add constraint time_zone_known check (is_time_zone(time_zone));

create function place_json(p_lat double precision, p_lng double precision) returns json language sql immutable
return case when p_lat is not null then json_build_object('lat', p_lat, 'lng', p_lng) end;

-- The account as the contract's `account`.
create function account_json(a accounts) returns json language sql stable
return json_strip_nulls(json_build_object(
  'id', a.id, 'login', a.login, 'email', a.email, 'name', a.name, 'role', a.role, 'phone', a.phone,
  'address', a.address, 'location', place_json(a.lat, a.lng),
  'addresses', (
    select coalesce(json_agg(b.entry), '[]')
    from (
      select jsonb_build_object('label', a.address_label, 'address', a.address, 'location', place_json(a.lat, a.lng), 'default', true) as entry
      where a.address is not null
      union all
      select o || '{"default": false}' from jsonb_array_elements(a.other_addresses) o
    ) b),
  'preferredPaymentMethod', a.preferred_payment_method, 'dietaryRestrictions', a.dietary_restrictions,
  'notificationPreferences', a.notification_preferences, 'timeZone', a.time_zone, 'locale', a.locale, 'createdAt', rfc3339(a.created_at)
));

-- The person leaves: the orders stay for the books, and nothing in them or around them says whose they were. Returns the numbers of the
-- orders that are still under way; with any, nothing is done. The sessions are ended by the caller.
create function forget_account(p_account uuid) returns bigint[] language plpgsql as $$
declare
  v_open bigint[];
begin
  -- placing holds this lock too
  perform 1 from feed_heads where account_id = p_account for no key update;
  v_open := array(select o.number from orders o
    where o.account_id = p_account and o.status in (select t.from_status from order_transitions t) order by o.number);
  if cardinality(v_open) > 0 then
    return v_open;
  end if;
  update order_items i set note = null from orders o where o.account_id = p_account and i.order_id = o.id and i.note is not null;
  update orders set delivery = '{"address": ""}', note = null, comment = null,
      -- staff write what happened at the door; a customer's reason is one of a list
      reason = case when status = 'cancelled' then reason end
    where account_id = p_account;
  update ratings r set comment = null from orders o where o.account_id = p_account and r.order_id = o.id and r.comment is not null;
  delete from favorites where account_id = p_account;
  delete from notifications where account_id = p_account;
  delete from feed_events where account_id = p_account;
  update feed_heads set pruned_seq = seq where account_id = p_account;
  delete from customer_tastes where account_id = p_account;
  delete from requests where account_id = p_account;
  delete from sign_in_failures where subject = sha256(convert_to(p_account::text, 'UTF8'));
  update sessions set user_agent = null where account_id = p_account;
  update accounts set
      login = 'deleted-' || id, email = 'deleted-' || id || '@deleted.invalid', name = '', phone = null, password_hash = null,
      address = null, address_label = null, lat = null, lng = null, other_addresses = '[]', preferred_payment_method = null,
      dietary_restrictions = '{}', notification_preferences = '{"orders": false, "payments": false, "promotions": false}',
      time_zone = 'UTC', locale = 'en', deleted_at = coalesce(deleted_at, now())
    where id = p_account;
  return v_open;
end $$;
