// The columns of an export: their names never change and none is taken away; new ones come at the end. docs/rooms/exports.md says what each means.
import { pick, type Lang, type Message } from '#ground/i18n/index.ts';
import type { Cell, XlsxColumn } from '#ground/tables/index.ts';
import { natureWord, outcomeWord, placeForEveryone, sourceWord, stageWord, titleOf, type CityTools } from '#city/cases/index.ts';
import { c, m, type ColumnName } from './messages.ts';
import type { CaseRow } from './store.ts';

/** What the words of a row need. */
export interface Saying { readonly tools: CityTools; readonly lang: Lang; readonly baseUrl: string }
export interface Column { readonly name: ColumnName; readonly title: Message; readonly type: XlsxColumn['type']; readonly width: number; of(row: CaseRow, say: Saying): Cell }

type Of = Column['of'];
const text = (name: ColumnName, width: number, of: Of): Column => ({ name, title: c[name], type: 'text', width, of });
const number = (name: ColumnName, of: Of): Column => ({ name, title: c[name], type: 'number', width: 10, of });
const date = (name: ColumnName, of: Of): Column => ({ name, title: c[name], type: 'date', width: 19, of });

const named = (found: { name: string; name_en: string | null } | undefined, lang: Lang): string | null => (found ? pick(lang, { zh: found.name, en: found.name_en }) : null);
const classOf = (row: CaseRow, { tools }: Saying) => (row.class === null ? undefined : tools.classes.get(row.class));
const mainOf = (row: CaseRow, say: Saying) => { const small = classOf(row, say); return small?.parent ? say.tools.classes.get(small.parent) : small; };
const unitOf = (code: string | null, { tools, lang }: Saying) => (code === null ? null : named(tools.organisations.get(code), lang) ?? code);
const areaOf = (row: CaseRow, kind: string, { tools }: Saying) => row.path.flatMap((code) => tools.areas.get(code) ?? []).find((area) => area.kind === kind);
const unitWord = (unit: string | null, lang: Lang) => (unit === 'urgent_hour' || unit === 'work_hour' || unit === 'work_day' || unit === 'natural_day' ? m[unit](lang) : null);
/** What a small class is called; of a question, which has none, its nature. */
export const classWord = (row: CaseRow, say: Saying): string => named(classOf(row, say), say.lang) ?? natureWord(row.nature)(say.lang);
export const mainWord = (row: CaseRow, say: Saying): string => named(mainOf(row, say), say.lang) ?? natureWord(row.nature)(say.lang);
export const agencyOf = (row: CaseRow, say: Saying): string | null => unitOf(row.lead ?? row.supervision, say);
export const placeOf = (row: CaseRow, { tools, lang }: Saying): string | null => placeForEveryone(tools, row, lang);

const KINDS = ['district', 'street', 'community'] as const;
const areas = (kinds: readonly (typeof KINDS)[number][]): Column[] => kinds.flatMap((kind) => [
  text(kind, 14, (row, say) => areaOf(row, kind, say)?.code), text(`${kind}_name`, 14, (row, say) => named(areaOf(row, kind, say), say.lang)),
]);

const HEAD: readonly Column[] = [
  text('number', 18, (row) => row.number),
  text('nature', 10, (row) => row.nature), text('nature_name', 8, (row, { lang }) => natureWord(row.nature)(lang)),
  text('source', 10, (row) => row.source), text('source_name', 10, (row, { lang }) => sourceWord(row.source)(lang)),
  text('main_class', 10, (row, say) => mainOf(row, say)?.code), text('main_class_name', 14, (row, say) => named(mainOf(row, say), say.lang)),
  text('class', 10, (row) => row.class), text('class_name', 18, (row, say) => named(classOf(row, say), say.lang)),
];
/** Seven decimals are a centimetre. */
export const degrees = (value: number | null): number | null => (value === null ? null : Math.round(value * 1e7) / 1e7);
const POSITION: readonly Column[] = [number('lon', (row) => degrees(row.lon)), number('lat', (row) => degrees(row.lat))];
const STANDING: readonly Column[] = [
  text('stage', 10, (row) => row.stage), text('stage_name', 10, (row, { lang }) => stageWord(row.stage)(lang)),
  text('outcome', 10, (row) => row.outcome), text('outcome_name', 12, (row, { lang }) => (row.outcome ? outcomeWord(row.outcome)(lang) : null)),
  text('late', 6, (row) => row.late),
];
const LEAD: readonly Column[] = [text('lead', 12, (row) => row.lead), text('lead_name', 18, (row, say) => unitOf(row.lead, say))];

/** Everything, for the operator and for desks. */
export const WHOLE: readonly Column[] = [
  ...HEAD, text('title', 30, (row) => row.title), text('description', 50, (row) => row.description), text('place', 30, (row) => row.place), ...POSITION, number('accuracy_m', (row) => row.accuracy_m),
  text('area', 16, (row) => row.path.at(-1)), ...areas(KINDS), text('cell', 18, (row, say) => areaOf(row, 'cell', say)?.code), text('asset', 18, (row) => row.asset), text('visibility', 10, (row) => row.visibility),
  ...STANDING, text('exempt', 6, (row) => row.exempt), text('standard', 14, (row) => row.standard), number('limit_value', (row) => row.limit_value), text('limit_unit', 12, (row, { lang }) => unitWord(row.limit_unit, lang)),
  date('received_at', (row) => row.received_at), date('due_at', (row) => row.due_at), date('filed_at', (row) => row.filed_at), date('dispatched_at', (row) => row.dispatched_at), date('signed_at', (row) => row.signed_at), date('handled_at', (row) => row.handled_at), date('closed_at', (row) => row.closed_at),
  date('suspended_at', (row) => row.suspended_at), date('stage_due_at', (row) => row.stage_due_at), date('updated_at', (row) => row.updated_at),
  text('supervision', 12, (row) => row.supervision), text('supervision_name', 18, (row, say) => unitOf(row.supervision, say)), text('command', 12, (row) => row.command), text('command_name', 18, (row, say) => unitOf(row.command, say)), ...LEAD,
  text('assisting', 14, (row) => row.assisting.join(' ')), text('assisting_names', 18, (row, say) => row.assisting.map((code) => unitOf(code, say)).join(say.lang === 'zh' ? '、' : ', ')), text('holder', 12, (row) => row.holder), text('holder_name', 18, (row, say) => unitOf(row.holder, say)),
  text('returned', 6, (row) => row.returned), number('reopened', (row) => row.reopened), number('reworked', (row) => row.reworked), number('urged', (row) => row.urged), number('followers', (row) => row.followers), number('rating', (row) => row.rating), text('solved', 6, (row) => row.solved),
  text('merged_into', 18, (row) => row.merged_into), text('answer', 40, (row) => row.last_note), text('url', 40, (row, { baseUrl }) => `${baseUrl}/cases/${encodeURIComponent(row.number)}`),
];

/** What everyone may see: place and position as coarse as the class wants them, the title made anew from what is public now. */
export const PUBLIC: readonly Column[] = [
  ...HEAD, text('title', 30, (row, say) => titleOf(named(classOf(row, say), say.lang) ?? undefined, row.description, natureWord(row.nature)(say.lang), say.lang)), text('description', 50, (row) => row.description),
  text('place', 30, placeOf), ...POSITION, ...areas(['district', 'street']), ...STANDING,
  date('received_at', (row) => row.received_at), date('due_at', (row) => row.due_at), date('closed_at', (row) => row.closed_at), date('updated_at', (row) => row.updated_at), ...LEAD,
  number('followers', (row) => row.followers), text('answer', 40, (row) => row.last_note), text('url', 40, (row, { baseUrl }) => `${baseUrl}/reports/${encodeURIComponent(row.number)}`),
];
