// What the terminal says of an import: one line that moves (or a line every two seconds where there is no terminal), refused rows as they come, the sum at the end.
import type { Lang } from '#ground/i18n/index.ts';
import type { Counts } from './contract.ts';
import type { ImportFile } from './files.ts';
import { m } from './messages.ts';
import type { NewRemark } from './store.ts';
import { kindWord, remedyOf } from './words.ts';

const EVERY_MS = 2000;
const MOST_LINES = 50;

export interface Progress { show(rows: number): void; /** Takes the moving line away while `work` prints. */ clear(work: () => void): void; end(): void }

/** How far it is, on stderr: stdout may be a file. */
export function progressShown(lang: Lang, files: readonly ImportFile[], out: { isTTY?: boolean; write(text: string): unknown } = process.stderr, clock: () => number = () => performance.now()): Progress {
  const of = files.every((file) => file.lines !== undefined) ? files.reduce((sum, file) => sum + (file.lines ?? 0), 0) : undefined;
  const began = clock();
  let told = began;
  const words = (n: number) => (of === undefined ? m.reading(lang, { n }) : m.readingOf(lang, { n, of: Math.max(n, of), rate: Math.round(n / Math.max(0.001, (clock() - began) / 1000)) }));
  const erase = () => { if (out.isTTY) out.write('\r\u001b[K'); };
  return {
    show(n) {
      if (out.isTTY) out.write(`\r\u001b[K${bar(of === undefined ? undefined : n / Math.max(n, of, 1))}${words(n)}`);
      else if (clock() - told >= EVERY_MS) { told = clock(); out.write(`${words(n)}\n`); }
    },
    clear(work) { erase(); work(); },
    end: erase,
  };
}

const bar = (share: number | undefined): string => (share === undefined ? '' : `[${'#'.repeat(Math.round(share * 24)).padEnd(24, '.')}] ${String(Math.floor(share * 100)).padStart(3)} % `);

/** Refused rows as lines; the first fifty, then only how many more. */
export function problemTeller(lang: Lang, files: readonly ImportFile[], print: (line: string) => void, dry: boolean): { tell(remarks: readonly NewRemark[]): () => void; end(): void } {
  const names = new Map(files.map((file) => [file.hash, file.name]));
  let count = 0;
  return {
    tell: (remarks) => () => {
      for (const one of remarks) if (one.refused && ++count <= MOST_LINES) print(problemLine(lang, one, names.get(one.file) ?? one.file));
    },
    end() { if (count > MOST_LINES) print((dry ? m.moreProblemsDry : m.moreProblems)(lang, { n: count - MOST_LINES })); },
  };
}

/** File, row, column, what is wrong, what stood there, what to do. */
export function problemLine(lang: Lang, one: NewRemark, file: string): string {
  const params = { file, row: one.row, field: one.field, kind: kindWord(one.kind)(lang), value: one.value ? m.valueThere(lang, { value: one.value }) : '', remedy: remedyOf(one.kind)?.(lang) ?? '' };
  return (one.field ? m.rowProblem : m.rowProblemBare)(lang, params);
}

/** The sum, by kind, and the texts that name nothing with how often. */
export function summaryLines(lang: Lang, counts: Counts): string[] {
  const kinds = (of: Record<string, number>) => Object.entries(of).sort(([, a], [, b]) => b - a).map(([kind, n]) => m.summaryLine(lang, { kind: kindWord(kind)(lang), n }));
  const flags = kinds(counts.flags);
  const refused = kinds(counts.refusals);
  const whats = [['type', m.whatType], ['department', m.whatDepartment], ['area', m.whatArea]] as const;
  return [
    m.summary(lang, { rows: counts.rows, new: counts.new, same: counts.same, changed: counts.changed, skipped: counts.skipped, refused: counts.refused }),
    ...(flags.length ? [m.flagged(lang), ...flags] : []), ...(refused.length ? [m.refusedRows(lang), ...refused] : []),
    ...whats.flatMap(([what, word]) => {
      const texts = Object.entries(counts.unknown[what] ?? {}).sort(([, a], [, b]) => b - a);
      return texts.length ? [m.unknownTexts(lang, { what: word(lang), list: texts.slice(0, 20).map(([text, n]) => m.textCount(lang, { text: text || '—', n })).join(lang === 'zh' ? '、' : ', ') })] : [];
    }),
  ];
}
