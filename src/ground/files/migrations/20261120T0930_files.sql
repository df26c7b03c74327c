-- What is on the disk. A file has an owner and is fetched through it; its id is never an address by itself.
create table ground.files (
  id uuid primary key,
  owner_type text, owner_key text, role text not null default 'photo',
  media_type text not null, bytes bigint not null, sha256 bytea not null,
  width int, height int,
  taken_at timestamptz, lon double precision, lat double precision,   -- read from the photo before its metadata was removed
  added_by uuid, at timestamptz not null default now(), removed_at timestamptz, removed_why text
);
create index on ground.files (owner_type, owner_key, at);
create index on ground.files (at) where owner_type is null;
