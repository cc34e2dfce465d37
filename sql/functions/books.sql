-- The ledger by day and account, for `books:report`.
-- uses: values ledger statistics

-- What was posted from one day to another, which belongs to the range, by day of the shop's calendar and by account; a day of null: the whole range.
create or replace function posted_sums(p_from date, p_to date)
returns table (day date, account text, rate numeric, service text, currency text, debit bigint, credit bigint) language sql stable as $$
  with posted as (
    select (e.at at time zone s.time_zone)::date as day, e.currency, e.amount,
      case when e.account = 'cash:shop' then 'cash_shop' else split_part(e.account, ':', 1) end as account,
      case when e.account ~ '^(sales|delivery|discounts|returns|tax):' then split_part(e.account, ':', 2)::numeric end as rate,
      case when e.account like 'provider:%' then split_part(e.account, ':', 2) end as service
    from store s join ledger_entries e
      on e.at >= first_instant(p_from::timestamp, s.time_zone) and e.at < first_instant((p_to + 1)::timestamp, s.time_zone)
  )
  select p.day, p.account, p.rate, p.service, p.currency,
    coalesce(sum(p.amount) filter (where p.amount > 0), 0)::bigint, coalesce(-sum(p.amount) filter (where p.amount < 0), 0)::bigint
  from posted p
  group by grouping sets ((p.day, p.account, p.rate, p.service, p.currency), (p.account, p.rate, p.service, p.currency))
$$;
