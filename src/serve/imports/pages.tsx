// /admin/imports: every import, and what is to know of its rows. For administrators of the whole city: rows name places of all of it.
import { z } from 'zod';
import type { AnyCtx } from '#ground/http/context.ts';
import { notFound } from '#ground/http/answer.tsx';
import { page } from '#ground/http/route.ts';
import { dateTime, fullDate, number } from '#ground/i18n/format.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { adminPage } from '#ground/pages/frame.tsx';
import { Card, Empty, Kv, Notice, Pagination, Stat, Table, Tabs, Tag } from '#ground/pages/parts.tsx';
import { refuseUnlessCity } from '#city/admin/index.ts';
import { areaIndex } from '#city/areas/index.ts';
import type { Counts } from './contract.ts';
import { m } from './messages.ts';
import { remarksOf, runOf, runsBefore, type Run, type Told } from './store.ts';
import { kindWord, remedyOf } from './words.ts';

const PAGE = 50;
const Key = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);

const list = page({
  path: '/admin/imports', who: ['administrator'], summary: 'Imports of history', query: z.object({ before: Key.optional() }),
  async view(ctx) {
    refuseUnlessCity(ctx.viewer, await areaIndex(ctx.db));
    const { lang, query } = ctx;
    const found = await runsBefore(ctx.db, query.before, PAGE + 1);
    const rows = found.slice(0, PAGE);
    const n = (value: number) => number(lang, value);
    return adminPage(ctx, { title: m.title(lang), lead: m.lead(lang) }, (
      <>
        <Card>
          <Table caption={m.title(lang)} rows={rows} rowKey={(run) => run.id} empty={<Empty icon="inbox" title={m.none(lang)}>{m.noneHow(lang)}</Empty>}
            columns={[
              { head: m.colRun(lang), cell: (run) => <a class="link" href={`/admin/imports/${run.id}`}>{m.runName(lang, { n: run.id })} · {run.source}</a> },
              { head: m.colWhen(lang), cell: (run) => moment(ctx, run.started_at) },
              { head: m.colState(lang), cell: (run) => <State lang={lang} run={run} /> },
              { head: m.colNew(lang), num: true, cell: (run) => n(run.counts.new) },
              { head: m.colSame(lang), num: true, cell: (run) => n(run.counts.same) },
              { head: m.colChanged(lang), num: true, cell: (run) => n(run.counts.changed) },
              { head: m.colFlagged(lang), num: true, cell: (run) => n(total(run.counts.flags)) },
              { head: m.colRefused(lang), num: true, cell: (run) => n(run.counts.refused) },
              { head: m.colWho(lang), cell: (run) => whoOf(lang, run) },
              { head: m.colFiles(lang), cell: (run) => run.files.map((file) => file.name).slice(0, 3).join(', ') + (run.files.length > 3 ? ' …' : '') },
            ]} />
        </Card>
        <Pagination label={m.pages(lang)} newer={query.before ? '/admin/imports' : undefined} newerWords={m.newer(lang)} older={found.length > PAGE ? `/admin/imports?before=${rows.at(-1)?.id}` : undefined} olderWords={m.older(lang)} />
      </>
    ));
  },
});

const one = page({
  path: '/admin/imports/:id', who: ['administrator'], summary: 'One import and what is to know of its rows', params: z.object({ id: Key }), query: z.object({ kind: z.string().max(40).optional(), refused: z.enum(['1', '0']).optional(), after: z.coerce.number().int().min(0).optional() }),
  async view(ctx) {
    refuseUnlessCity(ctx.viewer, await areaIndex(ctx.db));
    const { lang, db, query, params } = ctx;
    const run = await runOf(db, params.id);
    if (!run) throw notFound();
    const kinds = kindsOf(run.counts);
    const chosen = kinds.find((kind) => kind.kind === query.kind && (query.refused === undefined || kind.refused === (query.refused === '1'))) ?? kinds[0];
    const found = chosen ? await remarksOf(db, run.id, chosen.refused, chosen.kind, query.after ?? 0, PAGE + 1) : [];
    return adminPage(ctx, { title: m.runTitle(lang, { n: run.id, source: run.source }), current: '/admin/imports' }, (
      <>
        {run.state === 'broken' && <Notice tone="stop" icon="warn">{m.brokenNote(lang)}</Notice>}
        {run.trouble && <Notice tone="stop" icon="warn" title={m.stopped(lang)}>{run.trouble}</Notice>}
        <Facts ctx={ctx} run={run} />
        <Card title={m.remarks(lang)} id="remarks">
          {chosen ? <Remarks lang={lang} run={run} kinds={kinds} chosen={chosen} found={found} after={query.after ?? 0} /> : <Empty icon="check" title={m.nothingToKnow(lang)}>{m.allFine(lang)}</Empty>}
        </Card>
        <Unknown lang={lang} counts={run.counts} />
      </>
    ));
  },
});

interface Kind { readonly kind: string; readonly refused: boolean; readonly n: number }
/** Refused ones first, then by how many. */
function kindsOf(counts: Counts): Kind[] {
  const of = (kinds: Record<string, number>, refused: boolean) => Object.entries(kinds).map(([kind, n]) => ({ kind, refused, n })).sort((a, b) => b.n - a.n);
  return [...of(counts.refusals, true), ...of(counts.flags, false)];
}

function Facts({ ctx, run }: { ctx: AnyCtx; run: Run }) {
  const { lang } = ctx;
  const stats = [[run.counts.new, m.statNew], [run.counts.same, m.statSame], [run.counts.changed, m.statChanged], [run.counts.refused, m.statRefused]] as const;
  return (
    <Card title={<State lang={lang} run={run} />} id="facts" pad>
      <div class="grid">{stats.map(([value, words]) => <Stat key={words('en')} value={number(lang, value)}>{words(lang)}</Stat>)}</div>
      <Kv rows={[
        [m.factStarted(lang), moment(ctx, run.started_at)], [m.factFinished(lang), run.finished_at && moment(ctx, run.finished_at)], [m.factWho(lang), whoOf(lang, run)],
        [m.factMapping(lang), run.mapping], [m.factRows(lang), number(lang, run.counts.rows)],
        [m.colFiles(lang), <ul>{run.files.slice(0, 20).map((file) => <li key={file.hash}>{m.fileHash(lang, { name: file.name, hash: file.hash.slice(0, 12) })}</li>)}</ul>],
      ]} />
    </Card>
  );
}

function Remarks({ lang, run, kinds, chosen, found, after }: { lang: Lang; run: Run; kinds: readonly Kind[]; chosen: Kind; found: readonly Told[]; after: number }) {
  const at = (kind: Kind, from?: number) => `/admin/imports/${run.id}?kind=${kind.kind}&refused=${kind.refused ? 1 : 0}${from ? `&after=${from}` : ''}#remarks`;
  const rows = found.slice(0, PAGE);
  const names = new Map(run.files.map((file) => [file.hash, file.name]));
  return (
    <>
      <Tabs label={m.kinds(lang)} tabs={kinds.map((kind) => ({ href: at(kind), label: m.kindCount(lang, { kind: kindWord(kind.kind)(lang), n: number(lang, kind.n) }), current: kind === chosen }))} />
      <p class="card-p meta">{chosen.refused ? m.asRefused(lang, { remedy: remedyOf(chosen.kind)?.(lang) ?? '' }) : m.asFlagged(lang)}</p>
      <Table caption={kindWord(chosen.kind)(lang)} rows={rows} rowKey={(told) => told.id} empty={<Empty icon="list" title={m.toldBefore(lang)} />}
        columns={[
          { head: m.colCase(lang), cell: (told) => (told.number && !chosen.refused ? <a class="link" href={`/cases/${encodeURIComponent(told.number)}`}>{told.number}</a> : told.external) },
          { head: m.colRow(lang), num: true, cell: (told) => number(lang, told.row) },
          { head: m.colField(lang), cell: (told) => told.field },
          { head: m.colValue(lang), cell: (told) => told.value },
          { head: m.colFile(lang), cell: (told) => names.get(told.file) ?? told.file.slice(0, 12) },
        ]} />
      <Pagination label={m.pages(lang)} newer={after ? at(chosen) : undefined} newerWords={m.newer(lang)} older={found.length > PAGE ? at(chosen, rows.at(-1)?.id) : undefined} olderWords={m.older(lang)} />
    </>
  );
}

function Unknown({ lang, counts }: { lang: Lang; counts: Counts }) {
  const groups = ([['type', m.whatType], ['department', m.whatDepartment], ['area', m.whatArea]] as const).flatMap(([what, word]) => {
    const texts = Object.entries(counts.unknown[what] ?? {}).sort(([, a], [, b]) => b - a).slice(0, 50);
    return texts.length ? [[word(lang), texts.map(([text, n]) => m.textCount(lang, { text: text || '—', n: number(lang, n) })).join(lang === 'zh' ? '、' : ', ')] as const] : [];
  });
  return groups.length ? <Card title={m.unknownHead(lang)} id="unknown" pad><Kv rows={groups} /></Card> : null;
}

const TONES: Readonly<Record<Run['state'], 'info' | 'back' | undefined>> = { running: 'info', done: undefined, stopped: 'back', broken: 'back' };
const State = ({ lang, run }: { lang: Lang; run: Run }) => <Tag tone={TONES[run.state]}>{m[run.state](lang)}</Tag>;

const whoOf = (lang: Lang, run: Run): string => (run.by_person === null ? m.operator(lang) : (run.by_name ?? m.erasedPerson(lang)));
const total = (kinds: Record<string, number>): number => Object.values(kinds).reduce((sum, n) => sum + n, 0);
/** With its year: imports are looked up long after. */
function moment({ lang, site }: Pick<AnyCtx, 'lang' | 'site'>, at: Date): string {
  const time = dateTime(lang, site.zone, at).slice(-5);
  return `${fullDate(lang, site.zone, at)} ${time}`;
}

export const importPages = [...list, ...one];
