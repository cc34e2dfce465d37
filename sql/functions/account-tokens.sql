-- Links in e-mails that verify an address or reset a password, and what the owner of an account is told by e-mail.
-- uses: values feed accounts messages audit

-- How many links for one purpose an account is sent in 30 minutes, which is also how long a link works. So a person who asks for links to a
-- stranger's address cannot keep the stranger without one that works.
create or replace function most_links() returns int language sql immutable return 3;

-- How many links for one purpose all accounts together have sent to one address in that time. It is more than one account may have sent, so that
-- strangers who sign up with an address do not use up the links of its owner, whose account is one of them.
create or replace function most_links_to_an_address() returns int language sql immutable return 20;

-- Tells the owner of an account by e-mail what happened to it. Only a verified address is told: any other may be a stranger's.
create or replace function tell_owner(a accounts, p_template text, p_data jsonb) returns void language sql as $$
  select queue_message('email', a.id, a.email, p_template, p_data, p_urgent => true)
  where a.role = 'customer' and a.email_verified_at is not null and a.deleted_at is null
$$;

-- Queues a link to an address, unless it was sent enough of them. An address that another account has verified gets no link: its owner is told
-- that it is taken. Both write the same rows, so that the one who asks sees no difference. Two requests for one address wait for each other.
create or replace function send_link(a accounts, p_purpose text, p_email text) returns void language plpgsql as $$
declare
  v_id uuid := uuid_v7();
  v_owner accounts;
begin
  perform pg_advisory_xact_lock(hashtextextended('link ' || p_email, 0));
  if (select count(*) filter (where t.account_id = a.id) >= most_links() or count(*) >= most_links_to_an_address() from account_tokens t
      where t.email = p_email and t.purpose = p_purpose and t.requested_at > clock_timestamp() - interval '30 minutes') then
    return;
  end if;
  insert into account_tokens (id, account_id, purpose, email, requested_at) values (v_id, a.id, p_purpose, p_email, clock_timestamp());
  select * into v_owner from accounts o where o.email = p_email and o.email_verified_at is not null and o.id <> a.id;
  if v_owner.id is null then
    perform queue_message('email', a.id, p_email, p_purpose, jsonb_build_object('linkId', v_id, 'login', a.login), p_urgent => true, p_lasts => interval '30 minutes');
  else
    perform queue_message('email', v_owner.id, p_email, 'email_in_use', jsonb_build_object('login', v_owner.login), p_urgent => true, p_lasts => interval '30 minutes');
  end if;
end $$;

-- Sends a new customer the link that verifies the address.
create or replace function welcome_customer(p_account uuid) returns void language sql as $$
  select send_link(a, 'verify_email', a.email) from accounts a where a.id = p_account
$$;

-- In how many milliseconds an account that was sent p_most links to verify addresses may be sent another one; 0: now. The caller has locked the account.
create or replace function wait_for_link(p_account uuid, p_most int) returns double precision language sql as $$
  select case when count(*) = p_most then greatest(1, extract(epoch from min(n.requested_at) + interval '30 minutes' - clock_timestamp()) * 1000) else 0 end
  from (select t.requested_at from account_tokens t
    where t.account_id = p_account and t.purpose = 'verify_email' and t.requested_at > clock_timestamp() - interval '30 minutes'
    order by t.requested_at desc limit p_most) n
$$;

-- Sends the owner the link again, to the next address if there is one. Returns in how many milliseconds the account may ask again: 0 where
-- the link was sent, or where nothing is left to verify.
create or replace function request_email_verification(p_account uuid) returns double precision language plpgsql as $$
declare
  a accounts;
  v_wait double precision;
begin
  select * into a from accounts where id = p_account for no key update;
  if a.email_verified_at is not null and a.new_email is null then
    return 0;
  end if;
  v_wait := wait_for_link(p_account, most_links());
  if v_wait > 0 then
    return v_wait;
  end if;
  perform send_link(a, 'verify_email', coalesce(a.new_email, a.email));
  return 0;
end $$;

-- Changes the address of an account that the caller has locked. One that was never verified is replaced at once; a verified one stays until
-- the new one is verified. To name the present address takes back a change. Returns in how many milliseconds the account may change it, and then the
-- caller rolls back; 0: it is changed. Without a limit, one account could have us write to any number of strangers. It is twice that of links that are
-- only sent again, because a mistake in an address has to be mended.
create or replace function change_email(p_account uuid, p_email text) returns double precision language plpgsql as $$
declare
  a accounts;
  v_wait double precision := wait_for_link(p_account, 2 * most_links());
begin
  update accounts x set
      email = case when x.email_verified_at is null then p_email else x.email end,
      new_email = case when x.email_verified_at is not null and x.email <> p_email then p_email end
    where x.id = p_account returning * into strict a;
  if a.email_verified_at is not null and a.new_email is null then
    return 0;
  elsif v_wait = 0 then
    perform send_link(a, 'verify_email', p_email);
  end if;
  return v_wait;
end $$;

-- Sends the customers with these addresses a link to set a new password: the one who has verified the address, or else those who typed it, the
-- oldest accounts first. The addresses are locked in order.
create or replace function send_password_resets(p_emails text[]) returns void language plpgsql as $$
declare
  v_email text;
begin
  for v_email in select distinct e.email from unnest(p_emails) e(email) order by 1 loop
    perform send_link(a, 'reset_password', v_email) from (
      select * from accounts h
      where h.email = v_email and h.role = 'customer' and h.deleted_at is null
        and (h.email_verified_at is not null or not exists (select from accounts o where o.email = v_email and o.email_verified_at is not null))
      order by h.created_at, h.id limit most_links()) a;
  end loop;
end $$;

-- Stores the hash of the token of a link that is about to be sent. Returns whether the link is still wanted.
create or replace function issue_token(p_link uuid, p_hash bytea) returns boolean language plpgsql as $$
begin
  update account_tokens t set token_hash = p_hash, expires_at = now() + interval '30 minutes'
    from accounts a where t.id = p_link and t.used_at is null and a.id = t.account_id and t.email in (a.email, a.new_email);
  return found;
end $$;

-- The link with this token, after the feed head and the account are locked: null where it never existed, has expired, or was for another purpose.
create or replace function lock_link(p_hash bytea, p_purpose text) returns account_tokens language plpgsql as $$
declare
  t account_tokens;
begin
  perform 1 from feed_heads h where h.account_id = (select l.account_id from account_tokens l where l.token_hash = p_hash) for no key update;
  perform 1 from accounts a where a.id = (select l.account_id from account_tokens l where l.token_hash = p_hash) for no key update;
  select * into t from account_tokens l where l.token_hash = p_hash and l.purpose = p_purpose and l.expires_at > clock_timestamp() for update;
  return t;
end $$;

-- Makes the address of a link the verified address of its account. Sent again after a lost answer, it answers the same. Returns
-- { outcome, email, pushes }.
create or replace function verify_email(p_hash bytea) returns json language plpgsql as $$
declare
  t account_tokens := lock_link(p_hash, 'verify_email');
  a accounts;
begin
  select * into a from accounts where id = t.account_id;
  if t.used_at is not null and a.email = t.email and a.email_verified_at is not null then
    return json_build_object('outcome', 'verified', 'email', t.email);
  end if;
  if t.id is null or t.used_at is not null or t.email not in (a.email, coalesce(a.new_email, '')) then
    return json_build_object('outcome', 'token_expired');
  end if;
  begin
    update accounts set email = t.email, email_verified_at = case when email = t.email then coalesce(email_verified_at, now()) else now() end,
      new_email = nullif(new_email, t.email) where id = a.id;
  exception when unique_violation then
    return json_build_object('outcome', 'email_taken');
  end;
  update account_tokens set used_at = now() where id = t.id;
  perform record_audit('account:verify_email', a.role, a.id);
  if a.email <> t.email then
    perform tell_owner(a, 'email_changed', '{}');
  end if;
  return json_build_object('outcome', 'verified', 'email', t.email, 'pushes', tell_account_changed(a.id, '{email}') -> 'pushes');
end $$;

-- Whether a link to set a new password works, before the password is hashed.
create or replace function is_reset_token(p_hash bytea) returns boolean language sql stable
return exists (
  select from account_tokens t join accounts a on a.id = t.account_id
  where t.token_hash = p_hash and t.purpose = 'reset_password' and t.expires_at > clock_timestamp() and t.used_at is null and a.email = t.email);

-- Sets the password of the account to which a link was sent, ends all of its sessions and every other link, and takes back a change of its address:
-- those who had the account before have nothing left. The link also proves the address. Returns { outcome, login, pushes }.
create or replace function reset_password(p_hash bytea, p_password_hash text) returns json language plpgsql as $$
declare
  t account_tokens := lock_link(p_hash, 'reset_password');
  a accounts;
begin
  begin
    update accounts x set password_hash = p_password_hash, email_verified_at = coalesce(x.email_verified_at, now()), new_email = null
      where x.id = t.account_id and x.email = t.email and x.role = 'customer' and t.used_at is null returning * into a;
  exception when unique_violation then
    -- another account has verified the address in the meantime
    a := null;
  end;
  if a.id is null then
    return json_build_object('outcome', 'token_expired');
  end if;
  update account_tokens set used_at = now() where account_id = a.id and used_at is null;
  delete from sign_in_failures where subject in (select failure_subjects(a.id));
  perform record_audit('account:reset_password', a.role, a.id);
  perform tell_owner(a, 'password_changed', '{}');
  return json_build_object('outcome', 'reset', 'login', a.login, 'pushes', end_sessions(a.id, 'password_changed', null, null) -> 'pushes');
end $$;

-- Tells the owner of a new session, unless it is on a device where the owner has signed in before: the browser has the same id, or it is the same kind
-- of browser in the same network. A session that the owner has ended from elsewhere, or by a new password, makes no device known: it may have been a
-- thief's.
create or replace function tell_of_sign_in(p_session sessions) returns void language sql as $$
  select tell_owner(a, 'new_sign_in', jsonb_strip_nulls(jsonb_build_object('userAgent', p_session.user_agent, 'at', rfc3339(now()))))
  from accounts a
  where a.id = p_session.account_id and not exists (
    select from sessions k where k.account_id = a.id and k.id <> p_session.id and (k.end_reason is null or k.end_reason in ('signed_out', 'expired'))
      and (k.device = p_session.device or (k.network = p_session.network
        and regexp_replace(k.user_agent, '[0-9.]+', '', 'g') is not distinct from regexp_replace(p_session.user_agent, '[0-9.]+', '', 'g'))))
$$;

-- Ends the links to set a new password after it was changed without one, takes back a change of the address, which may be that of a thief, and tells
-- the owner. The caller has locked the account.
create or replace function note_new_password(p_account uuid) returns void language sql as $$
  update account_tokens set used_at = now() where account_id = p_account and purpose = 'reset_password' and used_at is null;
  update accounts set new_email = null where id = p_account and new_email is not null;
  select tell_owner(a, 'password_changed', '{}') from accounts a where a.id = p_account
$$;
