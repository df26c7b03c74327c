// A public case as residents see it in a list and on a map: what, where, how it stands, how long it may take.
import { distance, duration, shortTime } from '#ground/i18n/format.ts';
import { pick, type Lang } from '#ground/i18n/index.ts';
import type { PointCollection, PointFeature } from '#ground/pages/map/basemap.ts';
import { Clock, Item, Photo, Seal, Stage } from '#ground/pages/parts.tsx';
import { natureSeal, natureTone, natureWord, placeForEveryone, seenStage, stageGlyph, timeView, type CityTools, type PublicCase, titleOf } from '#city/cases/index.ts';
import { m } from './messages.ts';

/** Who looks, when, and what is known of the city. */
export interface Seen { readonly lang: Lang; readonly now: Date; readonly tools: CityTools }

/** One line of a list; the whole line leads to the public page. */
export function CaseItem({ one, seen }: { one: PublicCase; seen: Seen }) {
  const { lang, now, tools } = seen;
  const clock = clockOf(one, seen);
  const title = caseTitle(one, seen);
  const lead = one.photo
    ? <Photo src={`${pageOf(one)}/photos/${one.photo}?size=small`} alt={m.photoOf(lang, { title })} size="s" />
    : <Seal nature={natureTone(one.nature)} char={natureSeal(one.nature)(lang)} word={natureWord(one.nature)(lang)} size="l" />;
  return (
    <Item href={pageOf(one)} lead={lead} title={title} meta={whereOf(one, seen)}
      aside={one.followers > 1 ? m.me2(lang, { n: one.followers - 1 }) : shortTime(lang, tools.settings.zone, one.received_at, now)}
      signs={<><Stage glyph={stageGlyph(one.stage, one)} word={seenStage(one.stage)(lang)} />{clock && <Clock state={clock.state} words={clock.words} spoken={clock.spoken} />}{took(one, lang)}</>} />
  );
}

export const pageOf = (one: Pick<PublicCase, 'number'>): string => `/reports/${encodeURIComponent(one.number)}`;

/** Made of what is public now: nothing that moderation took out of the text stays in it. */
export function caseTitle(one: Pick<PublicCase, 'class' | 'description' | 'nature'>, { lang, tools }: Seen): string {
  const kind = one.class === null ? undefined : tools.classes.get(one.class);
  return titleOf(kind && pick(lang, { zh: kind.name, en: kind.name_en }), one.description, natureWord(one.nature)(lang));
}

const whereOf = (one: PublicCase, { lang, tools }: Seen): string => [placeForEveryone(tools, one, lang), one.metres === null ? undefined : distance(lang, one.metres)].filter(Boolean).join(' · ');

function took(one: PublicCase, lang: Lang) {
  return one.closed_at ? <span class="meta">{m.took(lang, { time: duration(lang, (one.closed_at.getTime() - one.received_at.getTime()) / 60_000) })}</span> : null;
}

function clockOf(one: PublicCase, { lang, now }: Seen) {
  if (one.closed_at || !one.due_at) return undefined;
  return timeView({ due: one.due_at, amber: one.amber_at, started: one.received_at, suspended: one.suspended_at }, m.limit, now, lang);
}

/** The same cases as pins: shape by stage, fill by lateness. Those without a position are in the list only. */
export function pointsOf(cases: readonly PublicCase[], seen: Seen): PointCollection {
  return { type: 'FeatureCollection', features: cases.flatMap((one) => pointOf(one, seen) ?? []) };
}

function pointOf(one: PublicCase, seen: Seen): PointFeature | undefined {
  if (one.lon === null || one.lat === null) return undefined;
  const clock = clockOf(one, seen);
  const fill = one.closed_at ? 'done' : clock?.state === 'late' || clock?.state === 'warn' ? clock.state : 'ok';
  const lines = [placeForEveryone(seen.tools, one, seen.lang), [seenStage(one.stage)(seen.lang), clock?.words].filter(Boolean).join(' · ')].filter((line) => typeof line === 'string' && line !== '');
  return { type: 'Feature', geometry: { type: 'Point', coordinates: [one.lon, one.lat] }, properties: { id: one.number, title: caseTitle(one, seen), glyph: stageGlyph(one.stage, one), clock: fill, href: pageOf(one), lines: lines.map(String) } };
}
