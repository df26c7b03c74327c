// The whole house in floor order: the only file that names every room. What a room contributes is collected here and handed down.
import { fileURLToPath } from 'node:url';
import type { MigrationFolder } from '#ground/db/index.ts';
import type { Site } from '#ground/http/context.ts';
import type { House } from '#ground/start.ts';
import type { Db } from '#ground/db/index.ts';
import { pick, type Lang } from '#ground/i18n/index.ts';
import { organisationsOf, type Viewer } from '#ground/identity/index.ts';
import type { Room } from '#ground/room.ts';
import { system } from '#ground/system/index.ts';
import { tiles } from '#ground/tiles/index.ts';
import { areas } from '#city/areas/index.ts';
import { organisationIndex, organisations } from '#city/organisations/index.ts';
import { people } from '#city/people/index.ts';
import { classes } from '#city/classes/index.ts';
import { calendar } from '#city/calendar/index.ts';
import { assets } from '#city/assets/index.ts';
import { addresses } from '#city/addresses/index.ts';
import { cases } from '#city/cases/index.ts';
import { citySettings } from '#city/settings/index.ts';
import { things } from '#sense/things/index.ts';
import { rules } from '#sense/rules/index.ts';
import { bikes } from '#sense/bikes/index.ts';
import { cameras } from '#sense/cameras/index.ts';
import { traffic } from '#sense/traffic/index.ts';
import { push } from '#serve/push/index.ts';
import { reports } from '#serve/reports/index.ts';
import { imports } from '#serve/imports/index.ts';
import { exports } from '#serve/exports/index.ts';
import { dispatch } from '#command/dispatch/index.ts';
import { wall } from '#command/wall/index.ts';
import { acceptance } from '#supervise/acceptance/index.ts';
import { checks } from '#supervise/checks/index.ts';
import { figures } from '#supervise/figures/index.ts';
import { home } from '#front/home/index.ts';
import { map } from '#front/map/index.ts';
import { search } from '#front/search/index.ts';
import { account } from '#front/account/index.ts';
import { developers } from '#front/api/index.ts';

export const rooms: readonly Room[] = [
  system,
  tiles,
  areas,
  organisations,
  people,
  classes,
  calendar,
  assets,
  addresses,
  cases,
  things,
  rules,
  bikes,
  cameras,
  traffic,
  push,
  reports,
  imports,
  exports,
  dispatch,
  wall,
  acceptance,
  checks,
  figures,
  home,
  map,
  search,
  account,
  developers,
];

/** Folders of migrations; run in the order of their file names. */
const GROUND = ['identity', 'events', 'links', 'files', 'audit'];
const CITY = ['areas', 'organisations', 'classes', 'calendar', 'assets', 'addresses', 'cases', 'happenings'];
const LATER = ['sense/things', 'sense/rules', 'sense/bikes', 'sense/cameras', 'sense/traffic', 'serve/reports', 'serve/push', 'serve/imports', 'supervise/acceptance', 'command/dispatch', 'supervise/checks', 'supervise/figures'];
export const migrationFolders: readonly MigrationFolder[] = [
  ...GROUND.map((name) => `ground/${name}`), ...CITY.map((name) => `city/${name}`), ...LATER,
].map((room) => ({ room, dir: fileURLToPath(new URL(`./${room}/migrations/`, import.meta.url)) }));

/** What every page says of the city. */
async function site(db: Db): Promise<Site> {
  const settings = await citySettings(db);
  return { name: { zh: settings.name.zh, en: settings.name.en ?? settings.name.zh }, zone: settings.zone, lang: settings.languages[0] ?? 'zh', demo: settings.demo, mark: settings.look.mark };
}

/** The organisation of somebody's first role at a desk. */
async function workplace(db: Db, viewer: Viewer, lang: Lang): Promise<string | undefined> {
  const [code] = organisationsOf(viewer, 'acceptor', 'dispatcher', 'handler', 'officer', 'examiner');
  const found = code === undefined ? undefined : (await organisationIndex(db)).get(code);
  return found && pick(lang, { zh: found.name, en: found.name_en });
}

/** Origins of base maps that are switched on, for the content security policy. */
async function tileOrigins(db: Db): Promise<string[]> {
  const { baseMaps } = await citySettings(db);
  const urls = baseMaps.filter((map) => map.on).flatMap((map) => [map.url, map.overlay].filter((url) => url !== undefined));
  return [...new Set(urls.flatMap((url) => (URL.canParse(url.replace(/[{}]/g, '')) ? [new URL(url.replace(/[{}]/g, '')).origin] : [])))];
}

/** All of it, as ground opens it. */
export const house: House = { rooms, migrations: migrationFolders, site, workplace, tileOrigins };
