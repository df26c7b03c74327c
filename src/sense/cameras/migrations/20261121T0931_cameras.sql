-- Cameras write no other room's tables any more: their things and facts come from functions of the rooms that own those.
drop function sense.camera_thing(bigint, text, text, geometry, text[], text, text, boolean);
drop function sense.camera_happening(bigint, timestamptz, timestamptz, text, geometry, text);
