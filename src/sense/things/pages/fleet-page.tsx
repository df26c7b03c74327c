// /desk/fleet: what of the sensors needs somebody to go there. Stewards and administrators see the city's, handlers those of their own organisation.
import { z } from 'zod';
import type { Ctx } from '#ground/http/context.ts';
import { page, ticked, type Route } from '#ground/http/route.ts';
import { clockTime, isoTime, number } from '#ground/i18n/format.ts';
import type { Lang, Message } from '#ground/i18n/index.ts';
import { is, organisationsOf, type Role, type Viewer } from '#ground/identity/index.ts';
import { deskPage } from '#ground/pages/frame.tsx';
import { Button, Card, Empty, Field, LinkButton, Pagination, Stage, Table, Tabs, Tag, type Column, type GlyphName } from '#ground/pages/parts.tsx';
import { organisationIndex, organisationName, type OrganisationIndex } from '#city/organisations/index.ts';
import { sensingLists, type SensingLists } from '../provisioning/lists.ts';
import { fleetCounts, fleetOrganisations, judgedAt, listFleet, type Count, type Fleet, type Line } from './fleet-store.ts';
import { LOW_BATTERY, MISSED, SILENT_HOURS } from './freshness.ts';
import { State } from './health.ts';
import { m } from './messages.ts';
import { momentText } from './moment.ts';
import { Age } from './parts.tsx';
import { kindWord, thingName } from './words.ts';

export const FLEET_ROLES = ['steward', 'administrator', 'handler'] as const satisfies readonly Role[];
const PAGE = 50;

/** All of the fleet, or that of the organisations one handles for. */
const fleetOf = (viewer: Viewer): Fleet => ({ organisations: is(viewer, 'steward', 'administrator') ? undefined : organisationsOf(viewer, 'handler') });

const Place = z.string().regex(/^\d{1,14}_\d{1,15}$/).transform((text) => { const [at, id] = text.split('_').map(Number); return { at: new Date(at ?? 0), id: id ?? 0 }; });
const Query = z.object({ state: State.optional(), low: ticked.optional(), all: ticked.optional(), kind: z.string().max(60).optional(), organisation: z.string().max(60).optional(), before: Place.optional(), lang: z.string().optional() });
type Query = z.output<typeof Query>;

const NO_KIND = '-';
const WORDS: Readonly<Record<State, Message>> = { never: m.never, silent: m.silent, stale: m.partly, ok: m.ok };
const GLYPHS: Readonly<Record<State, GlyphName>> = { never: 'new', silent: 'paused', stale: 'work', ok: 'done' };

export const fleetPage: readonly Route[] = page({
  path: '/desk/fleet', who: FLEET_ROLES, summary: 'The fleet of sensors: silent, stale, low on battery', query: Query,
  async view(ctx) {
    const { db, lang, query, viewer, now, site } = ctx;
    const fleet = fleetOf(viewer);
    const whole = fleet.organisations === undefined;
    const kind = query.kind === NO_KIND ? '' : query.kind;
    const [lists, units, at, counts, offered, rows] = [await sensingLists(db), await organisationIndex(db), await judgedAt(db), await fleetCounts(db, fleet), whole ? await fleetOrganisations(db) : [], await listFleet(db, { ...fleet, state: query.state, low: query.low, needing: !query.state && !query.low && !query.all, kind, organisation: whole ? query.organisation : undefined, before: query.before, limit: PAGE + 1 })];
    const shown = rows.slice(0, PAGE);
    const last = shown.at(-1);
    return deskPage(ctx, { title: m.fleet(lang), page: 'fleet', main: 'admin' }, (
      <>
        <div class="page-h"><div><h1>{m.fleet(lang)}</h1><p class="meta">{[whole ? m.fleetLead(lang) : m.theirs(lang, { unit: namesOf(lang, units, fleet) }), at ? m.judged(lang, { at: clockTime(lang, site.zone, at) }) : m.notJudged(lang)].join(' · ')}</p></div><LinkButton size="d" icon="map" href="/sensors">{m.publicMap(lang)}</LinkButton></div>
        <StateTabs lang={lang} query={query} counts={counts} />
        <Filters lang={lang} query={query} counts={counts} offered={offered} units={units} lists={lists} />
        <div class="card" id="fleet">
          <Table caption={m.fleet(lang)} rows={shown} rowKey={(line) => line.id} columns={columns(ctx, lists, units, whole)}
            empty={counts.length === 0 ? <Empty icon="feed" title={m.fleetNone(lang)}>{m.fleetNoneHint(lang)}</Empty> : query.state || query.low || query.all || query.kind || query.organisation ? <Empty icon="check" title={m.fleetEmpty(lang)}>{m.fleetEmptyHint(lang)}</Empty> : <Empty icon="check" title={m.allWell(lang)}>{m.allWellHint(lang)}</Empty>} />
        </div>
        <Pagination label={m.pages(lang)} newer={query.before && hrefOf(query, {})} newerWords={m.first(lang)} older={rows.length > PAGE && last ? hrefOf(query, { before: `${last.since.getTime()}_${last.id}` }) : undefined} olderWords={m.more(lang)} />
        {counts.length > 0 && <Card title={m.byKind(lang)} id="kinds"><KindTable lang={lang} counts={counts} lists={lists} query={query} /></Card>}
        <Rules lang={lang} />
      </>
    ));
    function columns(of: Ctx, names: SensingLists, index: OrganisationIndex, all: boolean): Column<Line>[] {
      return [
        { head: m.sensor(lang), cell: (line) => <><a class="link" href={`/sensors/${line.id}`}>{thingName(lang, line)}</a>{line.code && <small class="meta code sr-of">{line.code}</small>}</> },
        { head: m.state(lang), cell: (line) => <span class="row row-wrap"><Stage glyph={GLYPHS[line.state]} word={WORDS[line.state](lang)} />{line.low_battery && <Tag tone="back">{m.low(lang)}</Tag>}{!line.public && <Tag>{m.hidden(lang)}</Tag>}</span> },
        { head: m.since(lang), cell: (line) => <time class="nowrap" datetime={isoTime(line.since)}>{momentText(lang, of.site.zone, line.since, now)}</time> },
        { head: m.heard(lang), cell: (line) => line.heard_at && <Age at={line.heard_at} now={now} lang={lang} /> },
        { head: m.battery(lang), num: true, cell: (line) => (line.battery === null ? '' : `${number(lang, Math.round(line.battery))}%`) },
        { head: m.kind(lang), cell: (line) => <span class="nowrap">{kindWord(lang, names, line.kind)}</span> },
        ...(all ? [{ head: m.organisation(lang), cell: (line: Line) => <span class="nowrap">{unitName(lang, index, line.organisation)}</span> }] : []),
      ];
    }
  },
});

const unitName = (lang: Lang, units: OrganisationIndex, code: string | null): string => { const found = code === null ? undefined : units.get(code); return found ? organisationName(lang, found) : (code ?? ''); };
const namesOf = (lang: Lang, units: OrganisationIndex, { organisations = [] }: Fleet): string => new Intl.ListFormat(lang, { type: 'unit' }).format(organisations.map((code) => unitName(lang, units, code)));

/** The same list with something else chosen; a way within the list only when it is given. */
function hrefOf(query: Query, changes: { state?: State | undefined; low?: boolean | undefined; all?: boolean | undefined; kind?: string | undefined; before?: string | undefined }): string {
  const { state, low, all, kind, before, organisation } = { ...query, before: undefined, ...changes };
  const text = new URLSearchParams([['state', state], ['low', low ? '1' : undefined], ['all', all ? '1' : undefined], ['kind', kind], ['organisation', organisation], ['before', before]].filter((pair): pair is [string, string] => pair[1] !== undefined)).toString();
  return text === '' ? '/desk/fleet' : `/desk/fleet?${text}`;
}

const NO_STATE = { low: undefined, all: undefined } as const;

/** Counts of all kinds, so that a kind which is chosen does not hide the rest. */
function StateTabs({ lang, query, counts }: { lang: Lang; query: Query; counts: readonly Count[] }) {
  const sum = (of: (count: Count) => number) => counts.filter((count) => query.kind === undefined || count.kind === (query.kind === NO_KIND ? '' : query.kind)).reduce((total, count) => total + of(count), 0);
  const label = (word: string, n: number) => <>{word} <span class="meta">{number(lang, n)}</span></>;
  const tab = (state: State) => ({ href: hrefOf(query, { state, ...NO_STATE }), current: query.state === state && !query.low, label: label(WORDS[state](lang), sum((count) => (count.state === state ? count.n : 0))) });
  return <Tabs label={m.state(lang)} tabs={[
    { href: hrefOf(query, { state: undefined, ...NO_STATE }), current: !query.state && !query.low && !query.all, label: label(m.needing(lang), sum((count) => (count.state === 'ok' ? count.low : count.n))) },
    tab('silent'), tab('never'), tab('stale'), { href: hrefOf(query, { state: undefined, low: true, all: undefined }), current: query.low === true, label: label(m.low(lang), sum((count) => count.low)) }, tab('ok'),
    { href: hrefOf(query, { state: undefined, low: undefined, all: true }), current: query.all === true && !query.state && !query.low, label: label(m.every(lang), sum((count) => count.n)) },
  ]} />;
}

function Filters({ lang, query, counts, offered, units, lists }: { lang: Lang; query: Query; counts: readonly Count[]; offered: readonly string[]; units: OrganisationIndex; lists: SensingLists }) {
  const kinds = [...new Set(counts.map(({ kind }) => kind))];
  return (
    <form class="sensor-filters" method="get" action="/desk/fleet" role="search" aria-label={m.filters(lang)}>
      {query.state && <input type="hidden" name="state" value={query.state} />}
      {query.low && <input type="hidden" name="low" value="1" />}
      {query.all && <input type="hidden" name="all" value="1" />}
      <Field as="select" name="kind" label={m.kind(lang)} empty={m.anyKind(lang)} value={query.kind} options={kinds.map((kind) => ({ value: kind || NO_KIND, label: kind === '' ? m.noKind(lang) : (kindWord(lang, lists, kind) ?? kind) }))} auto />
      {offered.length > 0 && <Field as="select" name="organisation" label={m.organisation(lang)} empty={m.anyOrganisation(lang)} value={query.organisation} options={offered.map((code) => ({ value: code, label: unitName(lang, units, code) }))} auto />}
      <Button size="d">{m.apply(lang)}</Button>
    </form>
  );
}

function KindTable({ lang, counts, lists, query }: { lang: Lang; counts: readonly Count[]; lists: SensingLists; query: Query }) {
  const kinds = [...Map.groupBy(counts, ({ kind }) => kind)].map(([kind, rows]) => ({ kind, of: (state: State) => rows.find((row) => row.state === state)?.n ?? 0, low: rows.reduce((n, row) => n + row.low, 0), n: rows.reduce((n, row) => n + row.n, 0) }));
  type Row = (typeof kinds)[number];
  const cell = (row: Row, n: number, changes: Parameters<typeof hrefOf>[1]) => (n === 0 ? <span class="meta">0</span> : <a class="link" href={hrefOf({ ...query, kind: row.kind || NO_KIND }, changes)}>{number(lang, n)}</a>);
  const sum = (of: (row: Row) => number) => number(lang, kinds.reduce((n, row) => n + of(row), 0));
  return (
    <Table<Row> caption={m.byKind(lang)} rows={kinds} rowKey={(row) => row.kind} columns={[
      { head: m.kind(lang), cell: (row) => (row.kind === '' ? m.noKind(lang) : kindWord(lang, lists, row.kind)), foot: m.total(lang) },
      ...(['silent', 'never', 'stale', 'ok'] as const).map((state): Column<Row> => ({ head: WORDS[state](lang), num: true, cell: (row) => cell(row, row.of(state), { state, ...NO_STATE }), foot: sum((row) => row.of(state)) })),
      { head: m.low(lang), num: true, cell: (row) => cell(row, row.low, { state: undefined, low: true, all: undefined }), foot: sum((row) => row.low) }, { head: m.every(lang), num: true, cell: (row) => cell(row, row.n, { state: undefined, low: undefined, all: true }), foot: sum((row) => row.n) },
    ]} />
  );
}

function Rules({ lang }: { lang: Lang }) {
  const lines = [m.ruleNever(lang), m.ruleSilent(lang, { n: SILENT_HOURS }), m.rulePartly(lang, { n: MISSED }), m.ruleOk(lang), m.ruleLow(lang, { n: LOW_BATTERY })];
  return <Card title={m.rules(lang)} id="rules" pad><ul class="stack-s">{lines.map((line) => <li key={line}>{line}</li>)}</ul></Card>;
}

