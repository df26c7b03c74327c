// Names that sentences need: of classes, areas and observed properties, in the reader's language.
import type { Db } from '#ground/db/index.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { areaIndex, areaName } from '#city/areas/index.ts';
import { classIndex, className } from '#city/classes/index.ts';
import { listedName, sensingLists } from '../things/index.ts';
import type { Condition, Definition, Fact } from './contract.ts';
import { restSentences, ruleSentence } from './words.ts';

/** How what is measured is called: its name in the city's list, else its code. From memory. */
export type Called = (input: string, lang: Lang) => string;
export async function calling(db: Db): Promise<Called> {
  const { properties } = await sensingLists(db);
  return (input, lang) => listedName(lang, properties, input);
}

/** The same facts, their inputs by name. */
export const factsCalled = (facts: readonly Fact[], called: Called, lang: Lang): Fact[] => facts.map((fact) => ({ ...fact, input: called(fact.input, lang) }));

function ruleCalled(rule: Definition, called: Called, lang: Lang): Definition {
  const by = (condition: Condition): Condition => (condition.kind === 'group' ? { ...condition, of: condition.of.map(by) } : { ...condition, input: called(condition.input, lang) });
  return { ...rule, when: by(rule.when), clear: rule.clear && by(rule.clear) };
}

/** Says what rules mean: the sentence, and what else they say. */
export interface Sentences { first(rule: Definition, lang: Lang): string; rest(rule: Definition, lang: Lang): string[] }
export async function sentences(db: Db): Promise<Sentences> {
  const [areas, classes, called] = [await areaIndex(db), await classIndex(db), await calling(db)];
  return {
    first(rule, lang) {
      const cls = classes.get(rule.class);
      const area = rule.watch.area === undefined ? undefined : areas.get(rule.watch.area);
      return ruleSentence(ruleCalled(rule, called, lang), { class: cls ? className(lang, cls) : rule.class, area: area ? areaName(lang, area) : rule.watch.area }, lang);
    },
    rest: (rule, lang) => restSentences(ruleCalled(rule, called, lang), lang),
  };
}

/** The name of a rule. */
export const nameOf = (name: Definition['name'], lang: Lang): string => (lang === 'en' ? (name.en ?? name.zh) : name.zh);
