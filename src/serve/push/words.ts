// A topic in words: the number of a case, the name of an area or class, a circle on the map.
import { pick, type Lang } from '#ground/i18n/index.ts';
import type { Db } from '#ground/db/index.ts';
import { describePlace } from '#city/addresses/index.ts';
import { areaIndex } from '#city/areas/index.ts';
import { natureWord, placeForEveryone, type CityTools, type Nature } from '#city/cases/index.ts';
import { classIndex } from '#city/classes/index.ts';
import type { Topic } from './contract.ts';
import { m } from './messages.ts';

/** Undefined for an area or class that does not exist. */
export async function topicWords(db: Db, lang: Lang, topic: Topic, own = false): Promise<string | undefined> {
  switch (topic.kind) {
    case 'case': return (own ? m.topicOwn : m.topicCase)(lang, { number: topic.number });
    case 'near': {
      const named = await describePlace(db, topic);
      return named ? m.topicAround(lang, { place: named.text[lang], m: topic.radius }) : m.topicNear(lang, { lon: topic.lon.toFixed(4), lat: topic.lat.toFixed(4), m: topic.radius });
    }
    case 'area': {
      const area = (await areaIndex(db)).get(topic.code);
      return area && m.topicArea(lang, { area: pick(lang, { zh: area.name, en: area.name_en }) });
    }
    case 'class': {
      const found = (await classIndex(db)).get(topic.code);
      return found && m.topicClass(lang, { class: pick(lang, { zh: found.name, en: found.name_en }) });
    }
  }
}

/** What a public case is called in letters and feeds: its class (else its nature), and its place as coarse as the class wants it. Nobody's own words: they may be moderated later, a letter cannot. */
export function caseWords(tools: CityTools, row: { class: string | null; nature: Nature; place: string | null; path: readonly string[] }, lang: Lang): { what: string; place: string | null; title: string } {
  const kind = row.class === null ? undefined : tools.classes.get(row.class);
  const what = kind ? pick(lang, { zh: kind.name, en: kind.name_en }) : natureWord(row.nature)(lang);
  const place = placeForEveryone(tools, row, lang);
  return { what, place, title: [what, place].filter(Boolean).join(' · ') };
}
