-- Uploaded pictures. A dish refers to one by its hash, in `image`.

-- Whether an `image` is the hash of an uploaded picture; everything else is an address.
create or replace function is_picture_hash(p_image text) returns boolean language sql immutable parallel safe
return p_image ~ '^[0-9a-f]{32}$';

-- The renditions of an uploaded picture, the narrowest first. Null if there is no such picture.
create or replace function picture_sizes(p_hash text) returns jsonb language sql stable as $$
  select jsonb_agg(jsonb_build_object('url', format('/pictures/%s-%s.webp', p.hash, r.width), 'width', r.width, 'height', r.height) order by r.width)
  from pictures p cross join unnest(p.widths, p.heights) r(width, height)
  where p.hash = p_hash and p.removed_at is null
$$;

-- Notes an upload, which no dish uses yet. Returns its sizes; null if the files of the same picture are being removed just now.
create or replace function add_picture(p_hash text, p_widths int[], p_heights int[]) returns jsonb language plpgsql as $$
begin
  insert into pictures as p (hash, widths, heights) values (p_hash, p_widths, p_heights)
  on conflict (hash) do update set unused_since = case when p.unused_since is not null then now() end where p.removed_at is null;
  return picture_sizes(p_hash);
end $$;

-- Notes since when each picture is unused, and claims at most p_limit that have been unused for longer than p_grace. A claim whose node has died is
-- taken over.
create or replace function claim_unused_pictures(p_grace interval, p_limit int) returns table (hash text, widths int[]) language plpgsql as $$
begin
  update pictures p set unused_since = now()
  where p.unused_since is null and not exists (select from products d where d.image = p.hash);
  update pictures p set unused_since = null
  where p.unused_since is not null and p.removed_at is null and exists (select from products d where d.image = p.hash);
  return query
    update pictures p set removed_at = now()
    where p.hash in (
      select u.hash from pictures u
      where u.unused_since <= now() - p_grace and (u.removed_at is null or u.removed_at < now() - interval '10 minutes')
        and not exists (select from products d where d.image = u.hash)
      order by u.unused_since limit p_limit for update skip locked
    )
    returning p.hash, p.widths;
end $$;
