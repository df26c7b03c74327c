// The form of a class and what it means: lists stand in numbered fields (s1_filing, q2_values), so the page needs no script.
import { z } from 'zod';
import { refuseFields } from '#ground/http/refusal.ts';
import { explain } from '#ground/http/explain.ts';
import { m as words } from '#ground/http/messages.ts';
import { many, ticked } from '#ground/http/route.ts';
import { confirm } from '../admin/index.ts';
import { ClassCode, ClassInput, Nature, type Class, type Question, type Standard } from './contract.ts';

const count = z.coerce.number().int().min(0).max(1_000_000).optional();
/** The fields with one value each; those of lists come along as they are. */
export const ClassForm = z.looseObject({
  code: ClassCode, scheme: z.string().min(1).max(40), kind: z.enum(['component', 'event']), parent: z.string().max(40).optional(), name: z.string().min(1).max(80), name_en: z.string().max(120).optional(),
  about: z.string().max(1000).optional(), about_en: z.string().max(1500).optional(), keywords: z.string().max(6000).optional(), natures: many(Nature), visibility: z.enum(['public', 'private']), rounding_m: count,
  asset_class: z.string().max(40).optional(), duplicate_m: count, duplicate_h: count, weight: count, valid_from: z.iso.date(), valid_to: z.iso.date().optional(),
  stopper_zh: z.string().max(400).optional(), stopper_en: z.string().max(600).optional(), stopper_phone: z.string().max(40).optional(), stopper_blocks: ticked, confirm,
});
export type ClassForm = z.output<typeof ClassForm>;

/** Rows shown for each list: those there are, and three empty ones. */
export const rowsShown = (there: number): number[] => Array.from({ length: Math.min(there + 3, 40) }, (_, i) => i + 1);

/** The class the form describes. Refuses (422) at the field of the row that is wrong. */
export function classOf(form: ClassForm, code: string): ClassInput {
  const standards = numbered(form, 's').map(([n, row]) => ({ n, value: {
    place: n, filing: row['filing'] ?? '', filing_en: row['filing_en'], closing: row['closing'] ?? '', closing_en: row['closing_en'], legal_basis: row['law'],
    limit: { value: Number(row['value'] ?? Number.NaN), unit: row['unit'] },
  } }));
  const questions = numbered(form, 'q').map(([n, row]) => ({ n, value: {
    code: row['code'], datatype: row['datatype'], required: row['required'] !== undefined, label: { zh: row['zh'] ?? '', ...(row['en'] ? { en: row['en'] } : {}) },
    ...(row['values'] && row['datatype']?.endsWith('list') ? { values: choicesOf(row['values']) } : {}),
  } }));
  const input = {
    code, scheme: form.scheme, kind: form.kind, parent: form.parent ?? null, name: form.name, name_en: form.name_en ?? null, about: form.about ?? null, about_en: form.about_en ?? null,
    keywords: [...new Set((form.keywords ?? '').split(/[\n,，、]+/).map((word) => word.trim()).filter(Boolean))], natures: form.natures, visibility: form.visibility, rounding_m: form.rounding_m ?? 0,
    asset_class: form.asset_class ?? null, duplicate_m: form.duplicate_m ?? 0, duplicate_h: form.duplicate_h ?? 0, weight: form.weight ?? 0, valid_from: form.valid_from, valid_to: form.valid_to ?? null,
    stopper: form.stopper_zh ? { zh: form.stopper_zh, ...(form.stopper_en ? { en: form.stopper_en } : {}), ...(form.stopper_phone ? { phone: form.stopper_phone } : {}), blocks: form.stopper_blocks } : null,
    standards: standards.map((s) => s.value), questions: questions.map((q) => q.value),
  };
  const parsed = ClassInput.safeParse(input, { reportInput: true });
  if (parsed.success) return parsed.data;
  const fields = explain(parsed.error.issues).map((problem) => ({ ...problem, field: fieldOf(problem.field, standards.map((s) => s.n), questions.map((q) => q.n)) }));
  throw refuseFields(words.wrong, fields);
}

/** What stands in the fields of a stored class. */
export function valuesOf(cls: Class, standards: readonly Standard[]): Record<string, string> {
  const rows: [string, string | number | null | undefined][] = [];
  for (const s of standards) {
    const values = { filing: s.filing, filing_en: s.filing_en, closing: s.closing, closing_en: s.closing_en, value: s.limit_value, unit: s.limit_unit, law: s.legal_basis };
    for (const [name, value] of Object.entries(values)) rows.push([`s${s.place}_${name}`, value]);
  }
  for (const [i, q] of cls.questions.entries()) {
    const values = { code: q.code, datatype: q.datatype, required: q.required ? 'yes' : undefined, zh: q.label.zh, en: q.label.en, values: choicesText(q) };
    for (const [name, value] of Object.entries(values)) rows.push([`q${i + 1}_${name}`, value]);
  }
  return Object.fromEntries(rows.flatMap(([name, value]) => (value === null || value === undefined ? [] : [[name, String(value)]])));
}

export const choicesText = (question: Question): string => (question.values ?? []).map((v) => `${v.key}=${v.zh}${v.en ? `|${v.en}` : ''}`).join('\n');

function choicesOf(text: string): { key: string; zh: string; en?: string }[] {
  return text.split('\n').map((line) => line.trim()).filter(Boolean).map((line, i) => {
    const [before, after] = line.includes('=') ? [line.slice(0, line.indexOf('=')).trim(), line.slice(line.indexOf('=') + 1)] : [`v${i + 1}`, line];
    const [zh = '', en] = after.split('|').map((part) => part.trim());
    return { key: before, zh, ...(en ? { en } : {}) };
  });
}

/** Rows of a numbered list that say anything beyond their select boxes, by number. */
function numbered(form: Record<string, unknown>, prefix: 's' | 'q'): [number, Record<string, string>][] {
  const rows = new Map<number, Record<string, string>>();
  for (const [name, value] of Object.entries(form)) {
    const part = new RegExp(`^${prefix}(\\d{1,2})_(\\w+)$`).exec(name);
    if (!part?.[2] || typeof value !== 'string' || value.trim() === '') continue;
    rows.set(Number(part[1]), { ...rows.get(Number(part[1])), [part[2]]: value.trim() });
  }
  const said = ([, row]: [number, Record<string, string>]) => Object.keys(row).some((name) => !['unit', 'datatype', 'required'].includes(name));
  return [...rows.entries()].filter(said).sort(([a], [b]) => a - b);
}

/** standards.0.limit.value → s1_value, questions.1.label.zh → q2_zh. */
function fieldOf(path: string, standards: readonly number[], questions: readonly number[]): string {
  const [list, at, ...rest] = path.split('.');
  const number = (list === 'standards' ? standards : questions)[Number(at)];
  const last = rest.at(-1) ?? 'code';
  if (list === 'standards') return `s${number}_${last}`;
  if (list === 'questions') return `q${number}_${rest.includes('values') ? 'values' : last}`;
  return list ?? path;
}
