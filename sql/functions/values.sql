-- The formats of values on the wire and in texts.

-- RFC 3339, UTC, milliseconds: the format of every timestamp on the wire.
create or replace function rfc3339(moment timestamptz) returns text language sql stable parallel safe
return to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

-- A UUIDv7 (RFC 9562), for rows that only the database creates. The application makes the ids of its own rows.
create or replace function uuid_v7() returns uuid language sql volatile parallel safe
return encode(set_bit(set_bit(
  overlay(uuid_send(gen_random_uuid()) placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
  52, 1), 53, 1), 'hex')::uuid;

-- The node whose session this is; null in the session of another program. src/database/connect.ts names the sessions.
create or replace function this_node() returns uuid language sql stable parallel safe
return substring(current_setting('application_name') from '^customerbackend ([0-9a-f-]{36})$')::uuid;

-- Not declared strict, so that the planner can inline it.
create or replace function money(amount bigint, currency text) returns json language sql stable parallel safe
return json_build_object('amount', amount, 'currency', currency);

-- A place as the contract's `location`.
create or replace function place_json(p_lat double precision, p_lng double precision) returns json language sql immutable
return case when p_lat is not null then json_build_object('lat', p_lat, 'lng', p_lng) end;

-- An average with two decimal places, and the number of ratings behind it. The average of none is null.
create or replace function average_json(p_sum bigint, p_count bigint) returns json language sql immutable parallel safe
return json_build_object('average', round(p_sum::numeric / nullif(p_count, 0), 2), 'count', p_count);

-- How many digits of an amount in minor units are after the decimal point: two, except for the currencies that ISO 4217 lists with no, three or four
-- (src/contract/currency.ts lists the same; a test compares them).
create or replace function currency_digits(p_currency text) returns int language sql immutable parallel safe
return case
  when p_currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') then 0
  when p_currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3
  when p_currency in ('CLF', 'UYW') then 4 else 2 end;

-- An amount as a text shows it.
create or replace function amount_text(p_amount bigint, p_currency text, p_language text) returns text language sql immutable
return replace(round(p_amount / power(10::numeric, currency_digits(p_currency)), currency_digits(p_currency))::text, '.', case p_language when 'en' then '.' else ',' end)
  || ' ' || p_currency;

-- The time of day in a time zone, with the date unless it is today.
create or replace function clock_text(p_moment timestamptz, p_time_zone text, p_language text) returns text language sql stable
return to_char(p_moment at time zone p_time_zone, case
  when (p_moment at time zone p_time_zone)::date = (now() at time zone p_time_zone)::date then ''
  when p_language = 'en' then 'FMDD FMMon ' else 'FMDD. FMMM. ' end || 'HH24:MI');

-- A text as a search compares it: in lower case, without accents.
create or replace function plain_text(p_text text) returns text language sql immutable parallel safe
return lower(regexp_replace(normalize(p_text, nfd), '[\u0300-\u036f]', '', 'g'));

-- The language of the shop for a person with this locale: the same tag, the same language, or the first one.
-- src/menu/language.ts has the same rule; a test compares the two.
create or replace function language_of(p_locale text, p_locales text[]) returns text language sql immutable parallel safe
return coalesce(
  (select l.tag from unnest(p_locales) with ordinality l(tag, n) where split_part(lower(l.tag), '-', 1) = split_part(lower(p_locale), '-', 1)
    order by lower(l.tag) <> lower(p_locale), l.n limit 1),
  p_locales[1]);

-- A text of the shop in a language; in the first one where it is not translated.
create or replace function text_in(p_text text, p_translations jsonb, p_field text, p_language text) returns text language sql immutable parallel safe
return coalesce(p_translations #>> array[p_field, p_language], p_text);

-- The languages in which a text of ours is looked for: the reader's, the shop's first one, English.
create or replace function template_locales(p_locale text, p_locales text[]) returns text[] language sql immutable parallel safe
return array[split_part(lower(p_locale), '-', 1), split_part(lower(p_locales[1]), '-', 1), 'en'];

-- Fills a template with its values. A value that is null leaves nothing behind.
create or replace function fill(p_template text, p_values jsonb) returns text language plpgsql immutable as $$
declare
  v record;
begin
  for v in select * from jsonb_each_text(p_values) loop
    p_template := replace(p_template, '{' || v.key || '}', coalesce(v.value, ''));
  end loop;
  return btrim(p_template);
end $$;
