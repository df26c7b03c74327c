// An invented past for the demo city: reports of thirteen months with every step they went through. Nothing in it happened.
// The same seed and the same present give the same history, so that screens and tests can name its cases.
import { isCase, type Nature, type Source } from '../src/city/cases/contract.ts';
import { makeCalendar } from '../src/city/calendar/rules.ts';
import type { CityPackage, Class } from '../src/city/package/contract.ts';
import type { HistoryOptions, HistoryReport, HistoryStep, ReporterMode } from './history-types.ts';
import { deskFinder } from './history/desks.ts';
import { walk, type Journey, type World } from './history/flow.ts';
import { OPENINGS, openTail } from './history/open.ts';
import { SCENES, describe, describeOther } from './history/words.ts';
import { classWeight, dayWeights, monthOf, pickDay, pickTime } from './history/when.ts';
import { places, type Places, type Spot } from './history/where.ts';
import { planCity } from './make/package.ts';
import { at as item, chance, type Chance } from './make/random.ts';

/** Batches of reports in order of time, 500 each unless told; 20,000 reports have about 160,000 steps. Throws when the demo city lacks somebody to act. */
export function* makeHistory({ seed, reports = 20_000, until, batch = 500 }: HistoryOptions): Generator<HistoryReport[]> {
  const all = invent(seed, reports, until);
  for (let i = 0; i < all.length; i += batch) yield all.slice(i, i + batch);
}

interface Maker { random: Chance; pkg: CityPackage; spots: Places; desks: ReturnType<typeof deskFinder>; world: (pace: number) => World; small: Class[]; codes: Set<string>; units: string[] }
type Draft = Omit<HistoryReport, 'steps'> & { steps: HistoryStep[]; journey: Journey };

function invent(seed: number, count: number, until: Date): HistoryReport[] {
  const pkg = planCity();
  const random = chance(seed);
  const calendar = makeCalendar({ zone: pkg.city.zone, hours: pkg.calendar.hours }, pkg.calendar.days.map(({ day, kind }) => ({ day, kind })));
  const maker: Maker = {
    random, pkg, spots: places(pkg), desks: deskFinder(pkg.people), small: pkg.classes.filter((c) => c.parent && c.stopper?.blocks !== true), codes: new Set(),
    units: pkg.organisations.filter((o) => o.kind === 'department' && o.area === '990101' && pkg.people.some((p) => p.organisation === o.code)).map((o) => o.code),
    world: (pace) => ({ random, calendar, limits: pkg.city.limits, templates: pkg.templates, pace }),
  };
  const resting = new Set(pkg.calendar.days.filter((d) => d.kind === 'rest').map((d) => d.day));
  const days = dayWeights(until, resting);
  const merged = Math.round(count * 0.022);
  const drafts: Draft[] = [];
  while (drafts.length < count - merged - OPENINGS.length) {
    const day = pickDay(random, days);
    const draft = report(maker, day, until);
    if (draft) drafts.push(finished(maker, draft, until));
  }
  const pool = recent(maker, until);
  for (const opening of OPENINGS) drafts.push(openTail(opening, until, pool));
  duplicates(maker, drafts, merged);
  return drafts.sort((a, b) => a.at.getTime() - b.at.getTime() || (a.code < b.code ? -1 : 1)).map(plain);
}

function plain(draft: Draft): HistoryReport {
  const { journey: _journey, ...made } = draft;
  return made;
}

/** Most that would still be open are worked off faster; what remains open is a believable pile beside the chosen ones. */
function finished(maker: Maker, draft: Draft, until: Date): Draft {
  const over = (steps: readonly HistoryStep[]) => (steps.at(-1)?.at ?? until) <= until;
  for (const pace of [0.25, 0.05]) if (!over(draft.steps) && maker.random.yes(0.88)) draft.steps = walk(maker.world(pace), draft.journey);
  draft.steps = draft.steps.filter((s) => s.at <= until);
  return draft;
}

/** Whole ways of reports of the last days, from which the open ones are chosen. */
function recent(maker: Maker, until: Date): Draft[] {
  const today = Math.floor(until.getTime() / 86_400_000);
  return Array.from({ length: 2500 }, () => report(maker, today - maker.random.int(2, 7), until)).filter((draft) => draft !== undefined);
}

function report(maker: Maker, day: number, until: Date): Draft | undefined {
  const { random, small } = maker;
  const nature = random.weighted(NATURES, ([, weight]) => weight)[0];
  const month = monthOf(day);
  const cls = isCase(nature) ? random.weighted(small.filter((c) => c.natures.includes(nature)), (c) => classWeight(c, month)) : null;
  const at = pickTime(random, day, cls?.code ?? null);
  if (at >= until) return undefined;
  return draftOf(maker, at, nature, cls, maker.spots.pick(random, cls?.code ?? null));
}

const NATURES: [Nature, number][] = [['report', 58], ['complaint', 19], ['help', 9], ['question', 7], ['suggestion', 4], ['praise', 3]];
const SOURCES: [Source, number][] = [['web', 30], ['wechat', 15], ['hotline', 17], ['phone', 9], ['patrol', 19], ['camera', 4], ['counter', 2], ['letter', 1], ['directive', 0.6], ['api', 2.4]];

function draftOf(maker: Maker, at: Date, nature: Nature, cls: Class | null, spot: Spot): Draft {
  const { random, spots } = maker;
  const source = random.weighted(SOURCES, ([s, weight]) => (s === 'patrol' || s === 'camera' ? (nature === 'report' && cls?.visibility !== 'private' ? weight : 0) : weight))[0];
  const staff = source === 'patrol' || source === 'camera';
  const desks = maker.desks(spot.area);
  const { unit, assisting } = spots.unit(cls?.code ?? null, spot);
  const standard = cls ? random.weighted(cls.standards, (s) => 1 / s.no) : undefined;
  const words = cls ? describe(random, cls.code, staff || source === 'hotline') : describeOther(random, nature === 'question' || nature === 'suggestion' ? nature : 'praise');
  const scenes = cls ? SCENES[cls.code] : undefined;
  const journey: Journey = {
    at, nature, desks, staff, standard: cls && standard ? { id: `${cls.code}-${standard.no}`, limit: standard.limit } : null, unit, assisting, wrongUnit: spot.area.startsWith('990102') ? unit : random.pick(maker.units), scenes,
    ofClass: cls?.code ?? null, area: spot.area, patrol: source === 'patrol' ? desks.officer(random) : null,
  };
  return {
    at, code: receiptCode(maker), nature, class: cls?.code ?? null, lon: spot.lon, lat: spot.lat, area: spot.area, place: spot.place, asset: spot.asset, lang: words.lang, description: words.text, source,
    reporter: reporter(random, staff, source, cls, words.lang), answers: cls ? answers(random, cls) : {}, photos: scenes && random.yes(source === 'web' || source === 'wechat' || staff ? 0.7 : 0.05) ? [scenes[0]] : [],
    steps: walk(maker.world(1), journey), journey,
  };
}

const SURNAMES = '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗';
function reporter(random: Chance, staff: boolean, source: Source, cls: Class | null, lang: 'zh' | 'en'): HistoryReport['reporter'] {
  if (staff) return { mode: 'staff' };
  const mode: ReporterMode = cls?.visibility === 'private' ? (random.yes(0.8) ? 'confidential' : 'anonymous') : random.weighted(['anonymous', 'named', 'confidential'] as const, (m) => (m === 'anonymous' ? (source === 'web' ? 60 : 30) : m === 'named' ? 38 : 4));
  if (mode === 'anonymous') return { mode };
  if (source === 'web' && mode === 'named' && random.yes(0.02)) return { mode, login: lang === 'en' ? 'resident2' : 'resident' };
  // 139 0000 xxxx is nobody's number.
  return { mode, name: lang === 'en' ? random.pick(['A. Reader', 'J. Walker', 'M. Hill']) : random.pick([...SURNAMES]) + random.pick(['女士', '先生', '阿姨', '师傅', '同学']), phone: `1390000${String(random.int(0, 9999)).padStart(4, '0')}` };
}

function answers(random: Chance, { questions }: Class): HistoryReport['answers'] {
  const out: Record<string, string | number | readonly string[]> = {};
  for (const q of questions) {
    if (!q.required && !random.yes(0.55)) continue;
    const keys = q.values?.map((v) => v.key) ?? [];
    if (q.datatype === 'singlevaluelist') out[q.code] = random.pick(keys);
    else if (q.datatype === 'multivaluelist') out[q.code] = [random.pick(keys)];
    else if (q.datatype === 'number') out[q.code] = random.int(1, q.code === 'bikes' ? 60 : 5);
    else if (q.code === 'pole') out[q.code] = String(random.int(1, 40));
  }
  return out;
}

/** Others report the same thing while it is open; the acceptor merges theirs into the first. */
function duplicates(maker: Maker, drafts: Draft[], count: number): void {
  const { random } = maker;
  const firsts = drafts.length;
  for (let made = 0; made < count;) {
    const first = item(drafts, random.int(0, firsts - 1));
    const signed = first.steps.find((s) => s.verb === 'feedback')?.at.getTime();
    const cls = maker.small.find((c) => c.code === first.class);
    if (!signed || !cls || signed - first.at.getTime() < 1_800_000) continue;
    const at = new Date(first.at.getTime() + random.int(2, Math.min(300, Math.floor((signed - first.at.getTime()) / 60_000) - 25)) * 60_000);
    const joined = new Date(at.getTime() + random.int(120, 1200) * 1000);
    const spot = maker.spots.near(random, { lon: first.lon, lat: first.lat, area: first.area, place: first.place, asset: first.asset, owner: null });
    const second = draftOf(maker, at, first.nature, cls, spot);
    const by = { role: 'acceptor', organisation: first.journey.desks.supervision, person: first.journey.desks.acceptor(random), note: null } as const;
    second.steps = [item(second.steps, 0), { at: joined, verb: 'merge', ...by, data: { into: first.code } }];
    first.steps.push({ at: joined, verb: 'absorb', ...by, data: { from: second.code } });
    first.steps.sort((a, b) => a.at.getTime() - b.at.getTime());
    drafts.push(second);
    made += 1;
  }
}

const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
function receiptCode({ random, codes }: Maker): string {
  for (;;) {
    let code = '';
    for (let i = 0; i < 8; i++) code += (i === 4 ? '-' : '') + ALPHABET.charAt(random.int(0, ALPHABET.length - 1));
    if (!codes.has(code)) { codes.add(code); return code; }
  }
}
