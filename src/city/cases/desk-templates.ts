// Answer templates of the city (答复模板): words to begin with, by step and class. They are kept with the city's settings.
import { pick, type Lang } from '#ground/i18n/index.ts';
import type { Template } from '#city/settings/index.ts';

/** Those for this step and class: of the class first, then for all. */
export function templatesFor(all: readonly Template[], verb: string, classCode: string | null): readonly Template[] {
  const fitting = all.filter((t) => t.verb === verb && (t.class === undefined || t.class === classCode));
  return fitting.toSorted((a, b) => Number(a.class === undefined) - Number(b.class === undefined));
}

/** The words of a template in a language. */
export const templateText = (template: Template, lang: Lang): string => pick(lang, { zh: template.zh, en: template.en });
