-- Names that stand inside a longer text are found by equality: "滨江路小学门口" holds 滨江路小学.
create index on city.addresses (lower(name));
create index on city.addresses (lower(name_en)) where name_en is not null;
