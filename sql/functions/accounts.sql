-- Accounts.
-- uses: values

-- The account as the contract's `account`.
create or replace function account_json(a accounts) returns json language sql stable
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
