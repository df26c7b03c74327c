// SQL of seeding, places and people: assets, addresses, accounts of a demo city.
import { sql, type Db } from '#ground/db/index.ts';
import { pinyinOf } from '#city/classes/index.ts';
import type { AddressFeature, AssetFeature, Person } from './contract.ts';
import { inBatches, type Tally } from './batches.ts';

export const seedAssets = (tx: Db, assets: readonly AssetFeature[], now: Date): Promise<Tally> =>
  inBatches(tx, assets.map(({ properties, geometry }) => ({ ...properties, lon: geometry.coordinates[0], lat: geometry.coordinates[1] })), (list) => sql`
    insert into city.assets as t (code, class, name, owner, maintainer, state, geom, cell, place, source, surveyed_on, changed_at)
    select code, class, name, owner, maintainer, state, ST_SetSRID(ST_MakePoint(lon, lat), 4326), cell, place, source, surveyed, ${now}
    from jsonb_to_recordset(${list}) as i(code text, class text, name text, owner text, maintainer text, state text, lon float8, lat float8, cell text, place text, source text, surveyed date)
    on conflict (code) do update set class = excluded.class, name = excluded.name, owner = excluded.owner, maintainer = excluded.maintainer, state = excluded.state, geom = excluded.geom,
      cell = excluded.cell, place = excluded.place, source = excluded.source, surveyed_on = excluded.surveyed_on, changed_at = excluded.changed_at
      where t.changed_by is null and (t.class, t.name, t.owner, t.maintainer, t.state, t.geom, t.cell, t.place, t.source, t.surveyed_on)
        is distinct from (excluded.class, excluded.name, excluded.owner, excluded.maintainer, excluded.state, excluded.geom, excluded.cell, excluded.place, excluded.source, excluded.surveyed_on)
    returning xmax = 0 as added`);

/** Addresses have neither a code nor a mark of who changed them: those already there by kind, name and area are left as they are. */
export const seedAddresses = (tx: Db, addresses: readonly (AddressFeature & { find: string })[]): Promise<Tally> =>
  inBatches(tx, addresses.map(({ properties, geometry, find }) => ({ ...properties, find, geometry: JSON.stringify(geometry) })), (list) => sql`
    insert into city.addresses (kind, name, name_en, road, door, geom, area, find, source)
    select kind, name, en, road, door, ST_SetSRID(ST_GeomFromGeoJSON(geometry), 4326), area, find, source
    from jsonb_to_recordset(${list}) as i(kind text, name text, en text, road text, door int, area text, find text, source text, geometry text)
    where not exists (select 1 from city.addresses t where t.kind = i.kind and t.name = i.name and coalesce(t.area, '') = coalesce(i.area, ''))
    returning true as added`);

/** What an address is found by, lower case: name, English name, road, pinyin in full and its initials. The same as `saveAddresses` of city/addresses makes. */
export function findText({ name, en = '', road = '' }: { name: string; en?: string | undefined; road?: string | undefined }): string {
  const tidy = (text: string) => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim().slice(0, 120);
  const { full, initials } = pinyinOf(name);
  return [...new Set([tidy(name), tidy(en), tidy(road), full, initials])].filter(Boolean).join(' ');
}

/** New people get an account with the given hash; those who exist keep name, language and password. A grant that was ended does not come back. */
export async function seedPeople(tx: Db, people: readonly Person[], password: string | null, now: Date): Promise<Tally> {
  const accounts = [...new Map(people.map((p) => [p.login, { login: p.login, name: p.name, lang: p.lang, password }])).values()];
  await inBatches(tx, accounts, (list) => sql`
    insert into ground.identity_people (id, login, name, lang, password, created_at)
    select gen_random_uuid(), login, name, lang, password, ${now} from jsonb_to_recordset(${list}) as i(login text, name text, lang text, password text)
    on conflict (login) do nothing returning true as added`);
  return inBatches(tx, people, (list) => sql`
    insert into ground.identity_grants (person, role, organisation, area, granted_at)
    select p.id, i.role, i.organisation, i.area, ${now} from jsonb_to_recordset(${list}) as i(login text, role text, organisation text, area text)
    join ground.identity_people p on p.login = i.login
    where not exists (select 1 from ground.identity_grants g where g.person = p.id and (g.role, g.organisation, g.area) is not distinct from (i.role, i.organisation, i.area))
    returning true as added`);
}
