// Names that sentences need: of classes and areas, in the reader's language.
import type { Db } from '#ground/db/index.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { areaIndex, areaName } from '#city/areas/index.ts';
import { classIndex, className } from '#city/classes/index.ts';
import type { Definition } from './contract.ts';
import { ruleSentence } from './words.ts';

/** Says what rules mean; from memory. */
export async function sentences(db: Db): Promise<(rule: Definition, lang: Lang) => string> {
  const [areas, classes] = [await areaIndex(db), await classIndex(db)];
  return (rule, lang) => {
    const cls = classes.get(rule.class);
    const area = rule.watch.area === undefined ? undefined : areas.get(rule.watch.area);
    return ruleSentence(rule, { class: cls ? className(lang, cls) : rule.class, area: area ? areaName(lang, area) : rule.watch.area }, lang);
  };
}

/** The name of a rule. */
export const nameOf = (name: Definition['name'], lang: Lang): string => (lang === 'en' ? (name.en ?? name.zh) : name.zh);
