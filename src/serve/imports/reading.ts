// One row of a file → what it says of a case, every cell checked at this edge. Nothing is put right: what contradicts itself is taken as it stands and
// flagged, what cannot be a case is refused with the column and what stood there.
import { hash } from 'node:crypto';
import { looksSwapped, parsePoint, type Point } from '#ground/geo/points.ts';
import { publicPosition, type CityTools, type Nature, type Outcome, type Source } from '#city/cases/index.ts';
import type { Flag, Mapping, Refused, Remark } from './contract.ts';
import { momentReader } from './moments.ts';
import { namesOf, type Placed } from './naming.ts';
import { redacted } from './redacting.ts';

export interface Line { readonly file: string; readonly row: number; readonly cells: Readonly<Record<string, string>> }

/** What a row says. Texts come twice: as everybody may read them, and, when something was taken out, as they stood. */
export interface Draft {
  readonly external: string; readonly number: string; readonly hash: string;
  readonly opened: Date; readonly due: Date | null; readonly closed: Date | null;
  readonly type: string; readonly unit: string | null; readonly placed: Placed; readonly point: Point | null; readonly publicPoint: Point | null;
  readonly address: string | null; readonly description: string | null; readonly original: string | null; readonly answer: string | null;
  readonly source: Source; readonly nature: Nature; readonly outcome: Outcome | null;
}
export interface Read {
  readonly line: Line; readonly external: string | null;
  /** Absent for rows that are passed over (no remark) or refused. */
  readonly draft: Draft | undefined; readonly skipped: boolean;
  readonly remarks: readonly Remark[];
  /** Texts that named nothing of the city. */
  readonly unknown: readonly (readonly [what: 'type' | 'department' | 'area', text: string])[];
}

const LONGEST = 20_000;
const DAY = 86_400_000;
/** Fits an address of our pages and of other people's programs. */
const ID = /^[A-Za-z0-9](?:[A-Za-z0-9._:-]{0,58}[A-Za-z0-9])?$/;

/** The reader of a mapping in a city; `now` is what must not lie behind a moment that has been. */
export function rowReader(tools: CityTools, mapping: Mapping, now: Date): (line: Line) => Read {
  const names = namesOf(tools, mapping);
  const moment = momentReader(mapping.dates, mapping.zone ?? tools.settings.zone);
  const nothing = new Set(mapping.empty);
  const used = columnsOf(mapping);
  const skips = mapping.skip.map((rule) => ({ ...rule, is: rule.is && new Set(rule.is), matches: rule.matches === undefined ? undefined : new RegExp(rule.matches, 'u') }));
  const closedWords = new Set(mapping.status?.closed);
  const lateWords = new Map([...(mapping.late?.late ?? []).map((word) => [word, true] as const), ...(mapping.late?.onTime ?? []).map((word) => [word, false] as const)]);
  const latest = now.getTime() + DAY;
  const bounds = tools.areas.bounds;

  return (line) => {
    const remarks: Remark[] = [];
    const unknown: (readonly ['type' | 'department' | 'area', string])[] = [];
    const flag = (kind: Flag, field = '', value: string | null = null) => remarks.push({ refused: false, kind, field, value: value ? shortened(value) : null });
    const refuse = (kind: Refused, field = '', value: string | null = null) => remarks.push({ refused: true, kind, field, value: value ? shortened(value) : null });
    const cell = (column: string): string => {
      const text = clean(line.cells[column] ?? '');
      return nothing.has(text) ? '' : text;
    };
    const cells = (columns: string | readonly string[]): string => (typeof columns === 'string' ? cell(columns) : columns.map(cell).filter(Boolean).join(', '));

    if (isEmpty(line.cells)) { refuse('not-a-request'); return { line, external: null, draft: undefined, skipped: false, remarks, unknown }; }
    const external = cell(mapping.id);
    if (skips.some((rule) => passesOver(rule, cell(rule.column)))) return { line, external, draft: undefined, skipped: true, remarks, unknown };
    const number = mapping.prefix + external;
    if (external === '') refuse('no-id', mapping.id);
    else if (!ID.test(number)) refuse('bad-id', mapping.id, external);

    const opened = time(mapping.opened, true);
    if (opened === null && cell(mapping.opened) === '' && external !== '') refuse('no-opened', mapping.opened);
    const due = time(mapping.target, false);
    const [closed, said] = closing();
    if (mapping.target !== undefined && due === null) flag('no-target', mapping.target);
    if (opened && due && due < opened) flag('target-before-opened', mapping.target, cell(mapping.target ?? ''));
    if (opened && closed && closed < opened) flag('closed-before-opened', mapping.closed, cell(mapping.closed ?? ''));
    if (closed && due && said !== undefined && said !== closed > due) flag('lateness-disagrees', mapping.late?.column, cell(mapping.late?.column ?? ''));

    const type = named('type', mapping.type);
    const unit = mapping.department ? named('department', mapping.department) : undefined;
    const area = 'by' in mapping.area && mapping.area.by === 'point' ? undefined : named('area', mapping.area);
    const point = position();
    const place = area ?? (point ? tools.areas.locate(point.lon, point.lat)?.area : undefined);

    const description = mapping.description === undefined ? '' : cells(mapping.description);
    if (description.length > LONGEST) refuse('long-text', [mapping.description].flat()[0], description);
    if (remarks.some((one) => one.refused) || !opened || type === undefined) return { line, external: external || null, draft: undefined, skipped: false, remarks, unknown };

    const shown = redacted(description, mapping.redact);
    return {
      line, external, skipped: false, remarks, unknown,
      draft: {
        external, number, hash: hash('sha256', used.map((column) => line.cells[column] ?? '').join('\u001f'), 'base64url').slice(0, 22), opened, due, closed, type, unit: unit ?? null, placed: names.placed(place), point,
        publicPoint: point && publicPosition(tools, type, point), address: mapping.address === undefined ? null : redacted(cells(mapping.address), mapping.redact).slice(0, 300) || null,
        description: shown || null, original: shown === description ? null : description, answer: mapping.answer === undefined ? null : redacted(cell(mapping.answer), mapping.redact).slice(0, LONGEST) || null,
        source: chosen<Source>(mapping.channel, 'api'), nature: chosen<Nature>(mapping.nature, 'report'), outcome: mapping.outcome ? chosen<Outcome | null>(mapping.outcome, null) : null,
      },
    };

    function time(column: string | undefined, past: boolean): Date | null {
      const text = column === undefined ? '' : cell(column);
      if (text === '') return null;
      const found = moment(text);
      if (!found || found.at.getUTCFullYear() < 1900 || found.at.getUTCFullYear() > 2200) refuse('bad-time', column, text);
      else if (past && found.at.getTime() > latest) refuse('future-time', column, text);
      if (found?.skipped) flag('skipped-hour', column, text);
      return found?.at ?? null;
    }

    /** When it was closed, by time and status; and whether the other system calls it late. */
    function closing(): [Date | null, boolean | undefined] {
      const status = mapping.status && closedWords.has(cell(mapping.status.column));
      const late = mapping.late && lateWords.get(cell(mapping.late.column));
      if (mapping.status?.decides === 'status' && !status) return [null, late];
      const at = time(mapping.closed, true);
      if (status === false && at) flag('closed-without-status', mapping.status?.column, cell(mapping.status?.column ?? ''));
      if (status === true && !at) flag('status-without-closed', mapping.closed);
      return [at, late];
    }

    function named(what: 'type' | 'department' | 'area', rule: { value: string } | { column?: string | string[]; unknown?: string }): string | undefined {
      if ('value' in rule) return rule.value;
      if (!('column' in rule) || rule.column === undefined) return undefined;
      const text = cells(rule.column);
      const code = text === '' ? undefined : names[what](text);
      if (code !== undefined) return code;
      if (text === '' && what !== 'type') return undefined;
      unknown.push([what, text]);
      const field = [rule.column].flat()[0];
      if (rule.unknown === 'error') { refuse(`unknown-${what}`, field, text); return undefined; }
      flag(`unknown-${what}`, field, text);
      return rule.unknown === 'none' ? undefined : rule.unknown;
    }

    function position(): Point | null {
      if (!mapping.position) return null;
      const [lon, lat] = [cell(mapping.position.lon), cell(mapping.position.lat)];
      if (lon === '' && lat === '') return null;
      const parsed = parsePoint({ lon, lat, datum: mapping.position.datum });
      const both = `${lat}, ${lon}`;
      if (!parsed.ok) { flag('bad-position', mapping.position.lat, both); return null; }
      const at = parsed.value;
      // Zero and zero is how databases write "nowhere"; no city lies in that sea.
      if (Math.abs(at.lon) < 0.01 && Math.abs(at.lat) < 0.01) { flag('null-island', mapping.position.lat, both); return null; }
      if (bounds && !tools.areas.locate(at.lon, at.lat)) flag('outside-city', mapping.position.lat, looksSwapped(at, bounds) ? `${both} ⇄` : both);
      return at;
    }

    function chosen<W extends string | null>(rule: { value: NonNullable<W> } | { column: string; table: Record<string, NonNullable<W>>; unknown?: NonNullable<W> | undefined }, otherwise: W): W {
      if ('value' in rule) return rule.value;
      const text = cell(rule.column);
      return (Object.hasOwn(rule.table, text) ? rule.table[text] : undefined) ?? rule.unknown ?? otherwise;
    }
  };
}

/** Columns whose cells make a row what it is: another column may change unnoticed. */
export function columnsOf(mapping: Mapping): string[] {
  const rules = [mapping.type, mapping.department, mapping.area, mapping.status, mapping.late, mapping.channel, mapping.nature, mapping.outcome];
  const named = rules.flatMap((rule) => (rule && 'column' in rule ? rule.column : []));
  const plain = [mapping.id, mapping.opened, mapping.target, mapping.closed, mapping.address, mapping.description, mapping.answer, mapping.position?.lon, mapping.position?.lat, ...mapping.skip.map((rule) => rule.column)];
  return [...new Set([...named, ...plain.flatMap((column) => column ?? [])])];
}

function isEmpty(cells: Readonly<Record<string, string>>): boolean {
  for (const column in cells) if (cells[column] !== '') return false;
  return true;
}

function passesOver(rule: { is: Set<string> | undefined; empty?: boolean | undefined; matches: RegExp | undefined }, text: string): boolean {
  return rule.is?.has(text) === true || (rule.empty === true && text === '') || rule.matches?.test(text) === true;
}

const DIRTY = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ud800-\udfff\ufeff]/;
/** Trimmed, without what no database and no page can hold: control characters, halves of characters. */
function clean(text: string): string {
  if (!DIRTY.test(text)) return text.trim();
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff]/g, '').trim();
}

const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 79).toWellFormed()}…` : text.toWellFormed());
