// A short way to write classes: one call a small class, everything unusual in the last argument.
import type { Limit } from '../../src/city/calendar/contract.ts';
import type { Class } from '../../src/city/package/contract.ts';

/** Filing condition and closing condition in both languages, and the limit as '2u' 紧急工作时, '4h' 工作时, '2d' 工作日 or '3n' 自然日. */
export type Row = [filing: string, filingEn: string, closing: string, closingEn: string, limit: string];
type Extra = Partial<Pick<Class, 'about' | 'questions' | 'stopper' | 'assetClass' | 'visibility' | 'roundingM' | 'natures' | 'duplicate' | 'weight'>>;

const SCHEME = 'LJ-2026';
const UNIT: Record<string, Limit['unit']> = { u: 'urgent_hour', h: 'work_hour', d: 'work_day', n: 'natural_day' };

/** A main class (大类). */
export const group = (code: string, zh: string, en: string): Class => ({
  code, scheme: SCHEME, kind: code.startsWith('C') ? 'component' : 'event', name: { zh, en },
  keywords: [], natures: ['report', 'complaint', 'help'], visibility: 'public', roundingM: 0, questions: [], duplicate: { m: 50, h: 24 }, weight: 0, from: '2026-01-01', standards: [], mappings: {},
});

/** A small class (小类) of the main class that begins its code; words are everyday names in both languages, separated by spaces and commas. */
export const small = (code: string, zh: string, en: string, words: string, rows: Row[], extra: Extra = {}): Class => ({
  code, scheme: SCHEME, kind: code.startsWith('C') ? 'component' : 'event', parent: code.slice(0, 3), name: { zh, en }, ...(extra.about ? { about: extra.about } : {}),
  keywords: words.split(/\s*,\s*/), natures: extra.natures ?? ['report', 'complaint', 'help'], visibility: extra.visibility ?? 'public', roundingM: extra.roundingM ?? 0,
  questions: extra.questions ?? [], ...(extra.stopper ? { stopper: extra.stopper } : {}), ...(extra.assetClass ? { assetClass: extra.assetClass } : {}),
  duplicate: extra.duplicate ?? { m: 50, h: 24 }, weight: extra.weight ?? 10, from: '2026-01-01',
  standards: rows.map(([filing, filingEn, closing, closingEn, limit], i) => ({ no: i + 1, filing: { zh: filing, en: filingEn }, closing: { zh: closing, en: closingEn }, limit: { value: Number(limit.slice(0, -1)), unit: UNIT[limit.slice(-1)] ?? 'work_day' } })),
  mappings: { N2: [code.slice(1)] },
});

/** A choice: `values` as key, Chinese, English. */
export const choice = (code: string, zh: string, en: string, required: boolean, values: [string, string, string][], many = false): Class['questions'][number] => ({
  code, datatype: many ? 'multivaluelist' : 'singlevaluelist', required, label: { zh, en }, values: values.map(([key, z, e]) => ({ key, zh: z, en: e })),
});
export const count = (code: string, zh: string, en: string): Class['questions'][number] => ({ code, datatype: 'number', required: false, label: { zh, en } });
export const words = (code: string, zh: string, en: string, hint: [string, string]): Class['questions'][number] => ({ code, datatype: 'string', required: false, label: { zh, en }, hint: { zh: hint[0], en: hint[1] } });

export const STILL = choice('still', '还在现场吗', 'Is it still there?', false, [['yes', '在', 'Yes'], ['no', '不在了', 'No'], ['unsure', '说不准', 'Not sure']]);
export const BLOCKS = choice('blocks', '挡住了什么', 'What does it block?', false, [['tactile', '盲道', 'Tactile paving'], ['ramp', '轮椅坡道', 'Wheelchair ramp'], ['exit', '消防通道', 'Fire lane'], ['carriageway', '车行道', 'Carriageway'], ['none', '都没有', 'None of these']], true);
export const HURT = choice('hurt', '有没有人受伤', 'Is anyone hurt?', true, [['no', '没有', 'No'], ['yes', '有，已打 120', 'Yes, 120 has been called']]);
