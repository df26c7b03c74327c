// Rows of a table as observations to be. A table names a value a row, or a moment a row with a column for each property. Pure: the streams are given.
import type { Params, Message } from '#ground/i18n/index.ts';
import { zonedMoment } from '#ground/clock/zoned.ts';
import { columnsOf, yesNo, type RowProblem } from './columns.ts';
import type { ResultType } from './contract.ts';
import { valueHeaders } from './header-messages.ts';
import { m } from './messages.ts';
import type { Sheet } from './sheet.ts';

export interface StreamInfo {
  readonly id: number; readonly thing: string; readonly thingId: number; readonly type: ResultType | undefined; readonly battery: boolean;
  /** The names of its property: as rules call it, and as people do. */
  readonly property: string; readonly names: readonly string[];
  /** How its unit may be written; empty: it has none. The first is shown. */
  readonly units: readonly string[]; readonly low: number | null; readonly high: number | null;
}
export interface Value { readonly row: number; readonly column: string; readonly stream: number; readonly at: Date; readonly number: number | null; readonly result: string | null }
export interface ReadValues { readonly values: readonly Value[]; readonly problems: readonly RowProblem[]; readonly remarks: readonly RowProblem[]; /** Cells without a value. */ readonly empty: number; /** Values that the file itself has twice. */ readonly same: number; readonly unused: readonly string[] }
export interface Asked { readonly zone: string; readonly now: Date; readonly thing?: string | undefined; readonly implausible?: boolean | undefined }

type Column = keyof typeof valueHeaders;

/** Values from further ahead are a wrong clock (ms). */
const AHEAD_MS = 600_000;
/** What loggers write where there is no value. */
const GAPS = new Set(['', 'na', 'n/a', 'null', '-', '--', '—']);

class Wrong extends Error {
  readonly column: string; readonly what: Message; readonly params: Params | undefined;
  constructor(column: string, what: Message, params?: Params) { super(column); this.column = column; this.what = what; this.params = params; }
}

export function readValues(sheet: Sheet, streams: readonly StreamInfo[], asked: Asked): ReadValues {
  const { at, unused, doubled } = columnsOf(sheet, valueHeaders);
  const problems: RowProblem[] = doubled.map(([header, name]) => ({ row: 1, column: header, value: '', what: m.twoColumns, params: { name } }));
  if (at.time === undefined && !(at.year && at.month && at.day)) problems.push({ row: 1, column: 'time', value: '', what: m.noTime });
  const wide = at.result === undefined ? wideColumns(unused, streams, problems) : [];
  if (at.result === undefined && wide.length === 0 && problems.length === 0) problems.push({ row: 1, column: 'result', value: '', what: m.noValues, params: { properties: propertiesOf(streams) } });
  if (problems.length) return { values: [], problems, remarks: [], empty: 0, same: 0, unused };

  const state = { values: [] as Value[], problems, remarks: [] as RowProblem[], empty: 0, same: 0, seen: new Map<string, { row: number; key: string }>(), latest: new Map<number, number>() };
  for (const { row, cells } of sheet.rows) {
    const cell = (column: Column): string => { const header = at[column]; return header === undefined ? '' : (cells[header] ?? ''); };
    for (const { header, property } of wide.length ? wide : [{ header: at.result ?? '', property: undefined }]) {
      const text = cells[header] ?? '';
      if (GAPS.has(text.toLowerCase()) && (wide.length || text !== '')) { state.empty++; continue; }
      try {
        keep(state, row, valueOf(cell, text, header, property, streams, asked, at));
      } catch (error) {
        if (!(error instanceof Wrong)) throw error;
        // A wrong time is wrong for every column of its row, and told once.
        const last = problems.at(-1);
        if (last?.row !== row || last.column !== error.column || last.what !== error.what) problems.push({ row, column: error.column, value: error.column === header ? text : (cells[error.column] ?? ''), what: error.what, params: error.params });
      }
    }
  }
  const used = new Set(wide.map(({ header }) => header));
  return { values: state.values, problems, remarks: state.remarks, empty: state.empty, same: state.same, unused: unused.filter((header) => !used.has(header)) };
}

/** Columns called as a property that is measured here, `PM10` or `PM10 (ug/m3)`; a wrong unit in the header is told once. */
function wideColumns(headers: readonly string[], streams: readonly StreamInfo[], problems: RowProblem[]): { header: string; property: string }[] {
  return headers.flatMap((header) => {
    const [, name = header, unit] = /^(.*?)\s*[([（]([^)\]）]*)[)\]）]$/.exec(header) ?? [];
    const found = streams.find((stream) => named(stream, name)) ?? streams.find((stream) => named(stream, header));
    if (!found) return [];
    if (unit !== undefined && named(found, name) && !unitFits(found, unit)) problems.push({ row: 1, column: header, value: unit, what: m.wrongUnit, params: { unit: found.units[0] ?? '1' } });
    return [{ header, property: found.property }];
  });
}

const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();
const named = ({ property, names }: StreamInfo, text: string): boolean => same(property, text) || names.some((name) => same(name, text));
/** Micro is written by two letters (U+00B5, U+03BC) and as u; the rest of a unit is case-sensitive. */
const unitText = (text: string): string => text.normalize('NFKC').replaceAll('μ', 'u').replaceAll(' ', '').replaceAll('³', '3');
const unitFits = ({ units }: StreamInfo, text: string): boolean => (units.length ? units : ['1']).some((unit) => unitText(unit) === unitText(text));
const propertiesOf = (streams: readonly StreamInfo[]): string => [...new Set(streams.map(({ property }) => property))].join(', ');

function valueOf(cell: (column: Column) => string, text: string, header: string, property: string | undefined, streams: readonly StreamInfo[], asked: Asked, at: Partial<Record<Column, string>>): Omit<Value, 'row'> {
  const stream = streamOf(cell, property, streams, asked, at);
  if (cell('unit') !== '' && !unitFits(stream, cell('unit'))) throw new Wrong(at.unit ?? 'unit', m.wrongUnit, { unit: stream.units[0] ?? '1' });
  const moment = momentOf(cell, asked, at);
  return { column: header, stream: stream.id, at: moment, ...resultOf(text, stream, header, asked) };
}

function streamOf(cell: (column: Column) => string, property: string | undefined, streams: readonly StreamInfo[], { thing: asked }: Asked, at: Partial<Record<Column, string>>): StreamInfo {
  if (cell('stream') !== '') {
    const found = streams.find(({ id }) => String(id) === cell('stream'));
    if (!found) throw new Wrong(at.stream ?? 'stream', m.noStream);
    return usable(found, at.stream ?? 'stream');
  }
  const thing = cell('thing') || asked;
  if (!thing) throw new Wrong(at.thing ?? 'thing', m.needThing);
  const own = streams.filter((one) => one.thing === thing || String(one.thingId) === thing);
  if (own.length === 0) throw new Wrong(at.thing ?? 'thing', m.noThing);
  const wanted = property ?? cell('property');
  if (wanted === '') {
    const measuring = own.filter(({ battery }) => !battery);
    const [only] = measuring;
    if (!only || measuring.length > 1) throw new Wrong(at.property ?? 'property', m.needProperty, { properties: propertiesOf(own) });
    return usable(only, at.property ?? 'property');
  }
  const found = own.find((one) => named(one, wanted));
  if (!found) throw new Wrong(at.property ?? wanted, m.noProperty, { properties: propertiesOf(own) });
  return usable(found, at.property ?? wanted);
}

function usable(stream: StreamInfo, column: string): StreamInfo {
  if (stream.type === undefined) throw new Wrong(column, m.multiStream);
  return stream;
}

const TIME = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

function momentOf(cell: (column: Column) => string, { zone, now }: Asked, at: Partial<Record<Column, string>>): Date {
  const column = at.time ?? at.hour ?? at.day ?? 'time';
  const text = at.time === undefined ? `${cell('year')}-${cell('month')}-${cell('day')} ${cell('hour') || '0'}:${(cell('minute') || '0').padStart(2, '0')}` : cell('time');
  if (text === '') throw new Wrong(column, m.missing);
  const found = TIME.exec(text);
  if (!found) throw new Wrong(column, m.badTime);
  const [, year = '', month = '', day = '', hour = '0', minute = '00', second = '00', offset] = found;
  const two = (part: string) => part.padStart(2, '0');
  const wall = `${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}`;
  // A day that is not in the calendar would be read as another.
  const utc = new Date(`${wall}Z`);
  if (Number.isNaN(utc.getTime()) || utc.toISOString().slice(0, 19) !== wall) throw new Wrong(column, m.badTime);
  const moment = offset === undefined ? zonedMoment(wall, zone) : new Date(wall + (offset.toUpperCase() === 'Z' ? 'Z' : offset.includes(':') ? offset : `${offset.slice(0, 3)}:${offset.slice(3)}`));
  if (Number.isNaN(moment.getTime())) throw new Wrong(column, m.badTime);
  if (moment.getTime() > now.getTime() + AHEAD_MS) throw new Wrong(column, m.future);
  return moment;
}

function resultOf(text: string, stream: StreamInfo, column: string, { implausible }: Asked): Pick<Value, 'number' | 'result'> {
  if (text === '') throw new Wrong(column, m.missing);
  if (stream.type === 'category') return { number: null, result: JSON.stringify(text.slice(0, 1000)) };
  if (stream.type === 'truth') {
    const yes = yesNo(text);
    if (yes === undefined) throw new Wrong(column, m.notTruth);
    return { number: null, result: JSON.stringify(yes) };
  }
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw new Wrong(column, m.notNumber);
  const number = Number(text);
  if (!Number.isFinite(number)) throw new Wrong(column, m.huge);
  if (stream.type === 'count' && !Number.isInteger(number)) throw new Wrong(column, m.notWhole);
  const { low, high } = stream;
  if (!implausible && ((low !== null && number < low) || (high !== null && number > high))) throw new Wrong(column, m.range, { low: low ?? '−∞', high: high ?? '∞', unit: stream.units[0] ?? '' });
  return { number, result: null };
}

interface State { values: Value[]; remarks: RowProblem[]; same: number; seen: Map<string, { row: number; key: string }>; latest: Map<number, number> }
/** The same moment twice: the same value is one, another is refused, since nobody knows which is right. */
function keep(state: State, row: number, value: Omit<Value, 'row'>): void {
  const moment = `${value.stream} ${value.at.getTime()}`;
  const key = value.result ?? String(value.number);
  const before = state.seen.get(moment);
  if (before?.key === key) { state.same++; return; }
  if (before) throw new Wrong(value.column, m.otherInFile, { row: before.row });
  state.seen.set(moment, { row, key });
  const latest = state.latest.get(value.stream) ?? -Infinity;
  if (value.at.getTime() < latest) state.remarks.push({ row, column: value.column, value: key, what: m.outOfOrder });
  state.latest.set(value.stream, Math.max(latest, value.at.getTime()));
  state.values.push({ ...value, row });
}
