// Columns beside the projection that a step moves: class and place change what is searched and what is drawn, moderation what is read.
import { join, sql, type Query } from '#ground/db/index.ts';
import { removingFiles } from '#ground/files/index.ts';
import { roundToGrid } from '#ground/geo/points.ts';
import { searchWords } from '#ground/text/segment.ts';
import type { ActionInput, ActionVerb } from './actions.ts';
import type { CityTools } from './context.ts';
import { point } from './opening.ts';
import { titleOf } from './title.ts';
import { natureWord } from './words.ts';
import type { CaseRow } from './store.ts';

type Position = { lon: number; lat: number };
export type Moving = { extra?: (row: CaseRow, tools: CityTools) => Query; beside?: Query };

/** What `verb` with this input moves, as the tail of the update's `set` list and CTEs beside it. */
export function moving(verb: ActionVerb, input: ActionInput<ActionVerb>): Moving {
  if (verb === 'move') {
    const { lon, lat, place } = input as ActionInput<'move'>;
    return { extra: (row, tools) => sql`, geom = ${point({ lon, lat })}, public_geom = ${point(publicPosition(tools, row.class, { lon, lat }))}, place = coalesce(${place ?? null}, place)` };
  }
  if (verb === 'reclass') {
    const { class: code } = input as ActionInput<'reclass'>;
    return { extra: (row, tools) => reclassed(row, tools, code ?? row.class) };
  }
  if (verb === 'moderate') {
    const given = input as ActionInput<'moderate'>;
    return {
      extra: (row, tools) => sql`, title = ${titleOf(row.class ? tools.classes.get(row.class)?.name : undefined, given.description, natureWord(row.nature)('zh'))}, description = ${given.description}, visibility = ${given.private ? 'private' : 'public'}, find = to_tsvector('simple', ${searchWords(row.class ? tools.classes.get(row.class)?.name : '', given.description, row.place)})`,
      beside: sql`hidden as (${removingFiles(given.hidden, { type: 'case', keys: sql`select number from stepped` }, 'moderation')})`,
    };
  }
  return {};
}

/** A class brings its own visibility, rounding and title. */
function reclassed(row: CaseRow, tools: CityTools, code: string | null): Query {
  const found = code ? tools.classes.get(code) : undefined;
  const at = row.lon === null || row.lat === null ? null : { lon: row.lon, lat: row.lat };
  const parts = [sql`, public_geom = ${point(at && publicPosition(tools, code, at))}`];
  if (found?.visibility === 'private') parts.push(sql`, visibility = 'private'`);
  const before = row.class ? tools.classes.get(row.class)?.name : undefined;
  if (found && before && row.title.startsWith(before)) parts.push(sql`, title = ${found.name + row.title.slice(before.length)}`);
  return join(parts, sql``);
}

/** Where the public sees it: on the grid of its class, at least the city's own. */
export function publicPosition(tools: CityTools, code: string | null, at: Position): Position {
  const grid = Math.max(tools.settings.privacy.roundingM, code ? (tools.classes.get(code)?.rounding_m ?? 0) : 0);
  return grid > 0 ? roundToGrid(at, grid) : at;
}
