// A real city's list (运城, scheme N2) as a second scheme for tests: read from the reference data, never shipped.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UNITS } from '../calendar/contract.ts';
import type { ClassInput } from './contract.ts';

const Entry = z.object({
  big_code: z.string(), big_name: z.string(), small_code: z.string(), small_name: z.string(), handling_unit: z.string().nullish(), supervising_unit: z.string().nullish(),
  standards: z.array(z.object({ filing_condition: z.string(), closing_criterion: z.string(), limit_value: z.number(), limit_unit: z.enum(UNITS) })),
});
const File = z.object({ components: z.array(Entry), events: z.array(Entry) });

/** Main and small classes with their standards. Codes: Y, 1 for 部件 or 2 for 事件, big code, small code. */
export function classesFromYuncheng(sharedFolder: string): ClassInput[] {
  const file = File.parse(JSON.parse(readFileSync(join(sharedFolder, 'data/classes/yuncheng-classes.json'), 'utf8')));
  return [...scheme(file.components, 'component'), ...scheme(file.events, 'event')];
}

function scheme(entries: readonly z.output<typeof Entry>[], kind: 'component' | 'event'): ClassInput[] {
  const common = { scheme: 'yuncheng-2026', kind };
  const code = (entry: z.output<typeof Entry>) => `Y${kind === 'component' ? 1 : 2}${entry.big_code}`;
  const mains = new Map(entries.map((entry) => [code(entry), { ...common, code: code(entry), name: entry.big_name }]));
  const smalls = entries.map((entry): ClassInput => ({
    ...common, code: code(entry) + entry.small_code, parent: code(entry), name: entry.small_name,
    standards: entry.standards.map((s, i) => ({
      place: i + 1, filing: s.filing_condition, closing: s.closing_criterion, limit: { value: s.limit_value, unit: s.limit_unit },
      handling_unit: entry.handling_unit ?? null, supervising_unit: entry.supervising_unit ?? null,
    })),
  }));
  return [...mains.values(), ...smalls];
}
