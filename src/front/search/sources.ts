// What the search finds by itself: public cases, places, classes. Other rooms add sources of their own (Room.search).
import type { AnyCtx } from '#ground/http/context.ts';
import { pick } from '#ground/i18n/index.ts';
import type { SearchHit, SearchSource } from '#ground/room.ts';
import { findPlaces } from '#city/addresses/index.ts';
import { cityTools, findPublicCases, placeForEveryone, seenStage, today } from '#city/cases/index.ts';
import { classMatcher, suggest } from '#city/classes/index.ts';
import { caseTitle, pageOf } from '../home/index.ts';
import { m } from './messages.ts';

const EACH = 8;

/** Public cases by number or words. */
export const casesSource: SearchSource = {
  name: 'cases',
  async find({ db, lang, now }, text) {
    const tools = await cityTools(db);
    const found = await findPublicCases(db, { limit: EACH, text });
    return found.map((one): SearchHit => ({
      kind: m.cases(lang), href: pageOf(one), title: caseTitle(one, { lang, now, tools }), detail: [one.number, seenStage(one.stage)(lang), placeForEveryone(tools, one, lang)].filter(Boolean).join(' · '),
    }));
  },
};

/** Places and addresses, shown on the map. */
export const placesSource: SearchSource = {
  name: 'places',
  async find({ db, lang }, text) {
    const places = await findPlaces(db, { text, limit: EACH });
    return places.map((place): SearchHit => ({
      kind: m.places(lang), href: `/map?lon=${place.lon}&lat=${place.lat}&z=${place.kind === 'area' ? 14 : 17}`, title: pick(lang, { zh: place.name, en: place.name_en }),
      detail: [m[place.kind](lang), place.exact ? undefined : m.nearest(lang)].filter(Boolean).join(' · '),
    }));
  },
};

/** Classes by name, everyday words and pinyin, to their public cases. */
export const classesSource: SearchSource = {
  name: 'classes',
  async find(ctx: AnyCtx, text) {
    const [tools, matcher] = await Promise.all([cityTools(ctx.db), classMatcher(ctx.db)]);
    const likely = suggest(matcher, { text, on: today(ctx.now, tools) }).filter((one) => one.score >= 0.4).slice(0, 5);
    return likely.flatMap(({ code }): SearchHit[] => {
      const found = tools.classes.get(code);
      return found && found.visibility === 'public' ? [{ kind: m.classes(ctx.lang), href: `/map?class=${encodeURIComponent(code)}`, title: pick(ctx.lang, { zh: found.name, en: found.name_en }), detail: m.classMeta(ctx.lang) }] : [];
    });
  },
};
