// Answer templates of the city (答复模板): words to begin with, by step and class. They are kept as the city's setting `templates`.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { pick, type Lang } from '#ground/i18n/index.ts';

const Words = z.object({ zh: z.string(), en: z.string().optional() });
export const Template = z.object({ id: z.string(), verb: z.string(), class: z.string().optional(), name: Words, zh: z.string(), en: z.string().optional() });
export type Template = z.output<typeof Template>;

/** Those for this step and class: of the class first, then for all. */
export function templatesFor(all: readonly Template[], verb: string, classCode: string | null): readonly Template[] {
  const fitting = all.filter((t) => t.verb === verb && (t.class === undefined || t.class === classCode));
  return fitting.toSorted((a, b) => Number(a.class === undefined) - Number(b.class === undefined));
}

/** The words of a template in a language. */
export const templateText = (template: Template, lang: Lang): string => pick(lang, { zh: template.zh, en: template.en });

/** All templates of the city. */
export async function templates(db: Db): Promise<Template[]> {
  const row = await db.maybe(z.object({ value: z.array(Template) }), sql`select value from city.settings where key = 'templates'`);
  return row?.value ?? [];
}
