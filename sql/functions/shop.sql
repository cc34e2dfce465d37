-- What the file of the shop changes (src/shop), and the languages of its texts.

-- Gives an entry without a code one that is made of its name.
create or replace function fill_code() returns trigger language plpgsql as $$
declare
  v_base text := btrim(left(btrim(regexp_replace(regexp_replace(lower(normalize(new.name, NFKD)), '[\u0300-\u036f]', '', 'g'), '[^a-z0-9]+', '-', 'g'), '-'), 40), '-');
  v_taken boolean;
begin
  if new.code is null then
    execute format('select exists (select from %I where code = $1)', tg_table_name) into v_taken using v_base;
    new.code := case when v_base = '' then new.id::text when v_taken then v_base || '-' || new.id else v_base end;
  end if;
  return new;
end $$;

create or replace trigger fill_code before insert on categories for each row execute function fill_code();
create or replace trigger fill_code before insert on ingredients for each row execute function fill_code();
create or replace trigger fill_code before insert on products for each row execute function fill_code();

-- Who sells at a moment; before the first seller was named, that one.
create or replace function seller_at(p_moment timestamptz) returns jsonb language sql stable as $$
  select s.seller from sellers s order by s.since <= p_moment desc, case when s.since <= p_moment then s.since end desc, s.since limit 1
$$;
