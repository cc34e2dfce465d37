-- Pictures that a manager has uploaded. Their renditions are files: DATA_DIR/pictures, or a bucket.
create table pictures (
  -- the first half of a SHA-256, in hexadecimal: of the upload, and of how its renditions are made
  hash text primary key check (hash ~ '^[0-9a-f]{32}$'),
  -- the renditions, the narrowest first
  widths int[] not null check (cardinality(widths) > 0),
  heights int[] not null check (cardinality(heights) = cardinality(widths)),
  -- since when no dish refers to it; null: a dish does
  unused_since timestamptz default now(),
  -- Its files are being removed, and it cannot be used any more.
  removed_at timestamptz check (removed_at is null or unused_since is not null)
);
create index pictures_unused on pictures (unused_since) where unused_since is not null;
create index products_image on products (image) where image is not null;
