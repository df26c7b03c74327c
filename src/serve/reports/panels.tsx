// What this room adds to others: my reports on the home page and in the account, public reports in the search.
import type { AnyCtx } from '#ground/http/context.ts';
import { shortTime } from '#ground/i18n/format.ts';
import { Card, Clock, Empty, Glyph, Item, Items, LinkButton, PartHead, Ruler, Seal, Stage } from '#ground/pages/parts.tsx';
import type { Panel, SearchSource } from '#ground/room.ts';
import { digest } from '#ground/identity/index.ts';
import { cityTools, natureSeal, natureTone, natureWord, stageGlyph, timeView, type CityTools } from '#city/cases/index.ts';
import { p } from './page-messages.ts';
import { rememberedReceipts } from './remembering.ts';
import { reportsOf, type MineRow } from './receipt-store.ts';
import { listPublic } from './store.ts';
import { publicPlace, publicTitle, stageTold } from './telling.ts';

/** 'home.mine': the newest report of this account or device, with how it stands. Nothing for who has none. */
const home: Panel = {
  slot: 'home.mine', place: 10,
  async show(ctx) {
    const codes = rememberedReceipts(ctx);
    if (!ctx.viewer.person && codes.length === 0) return null;
    const [tools, rows] = [await cityTools(ctx.db), await reportsOf(ctx.db, ctx.viewer.person, codes, 5)];
    const row = rows.find((one) => !one.closed_at) ?? rows[0];
    if (!row) return null;
    return <><PartHead title={p.mineHere(ctx.lang)} href={ctx.viewer.person ? '/account' : '/r'} more={p.more(ctx.lang)} /><Mine ctx={ctx} tools={tools} row={row} href={hrefOf(row, codes)} /></>;
  },
};

function Mine({ ctx: { lang, now }, tools, row, href }: { ctx: AnyCtx; tools: CityTools; row: MineRow; href: string }) {
  const clock = row.due_at && !row.closed_at ? timeView({ due: row.due_at, amber: row.amber_at, started: row.received_at, suspended: row.suspended_at }, p.due, now, lang) : undefined;
  return (
    <a class="card mine" href={href}>
      <span class="row"><Seal nature={natureTone(row.nature)} char={natureSeal(row.nature)(lang)} word={natureWord(row.nature)(lang)} /><b class="grow cut">{publicTitle(tools, row, lang)}</b><span class="meta nowrap">{shortTime(lang, tools.settings.zone, row.received_at, now)}</span></span>
      {clock && <Ruler used={clock.used} state={clock.state} label={clock.spoken} />}
      <span class="row"><Stage glyph={stageGlyph(row.stage, row)} word={stageTold(row, lang)} />{clock && <Clock state={clock.state} words={clock.words} spoken={clock.spoken} />}</span>
    </a>
  );
}

/** One's own report opens by its code where the device holds it, else by its public page. */
function hrefOf(row: MineRow, codes: readonly string[]): string {
  const code = codes.find((one) => digest(one).equals(row.code));
  return code ? `/r/${code}` : `/reports/${encodeURIComponent(row.number)}`;
}

/** 'account.sections': everything reported under this account. */
const account: Panel = {
  slot: 'account.sections', place: 10,
  async show(ctx) {
    if (!ctx.viewer.person) return null;
    const { lang, now } = ctx;
    const codes = rememberedReceipts(ctx);
    const [tools, rows] = [await cityTools(ctx.db), await reportsOf(ctx.db, ctx.viewer.person, [], 50)];
    return (
      <Card title={p.myReports(lang)} id="my-reports">
        {rows.length === 0 ? <Empty title={p.myNone(lang)} action={<LinkButton href="/report" icon="camera">{p.reportNow(lang)}</LinkButton>} /> : (
          <Items bare label={p.myReports(lang)}>{rows.map((row) => (
            <Item key={`${row.number}${row.received_at.getTime()}`} href={row.visibility === 'public' || codes.length ? hrefOf(row, codes) : undefined} title={publicTitle(tools, row, lang)} meta={row.place} aside={shortTime(lang, tools.settings.zone, row.received_at, now)}
              lead={<Glyph name={stageGlyph(row.stage, row)} />} signs={<Stage glyph={stageGlyph(row.stage, row)} word={stageTold(row, lang)} />} />
          ))}</Items>
        )}
      </Card>
    );
  },
};

/** 'account.data': what a person reported, for the copy of their data. The value is a plain object, not markup. */
const data: Panel = {
  slot: 'account.data', place: 10,
  async show(ctx, person) {
    if (typeof person !== 'string') return null;
    const rows = await reportsOf(ctx.db, person, [], 10_000);
    return { reports: rows.map(({ number, nature, class: cls, description, place, stage, outcome, received_at, closed_at }) => ({ number, nature, class: cls, description, place, stage, outcome, received_at, closed_at })) } as never;
  },
};

/** Public reports by number or words. */
export const publicSearch: SearchSource = {
  name: 'reports',
  async find(ctx, text) {
    const [tools, rows] = [await cityTools(ctx.db), await listPublic(ctx.db, { text: text.slice(0, 100), limit: 8, now: ctx.now })];
    return rows.map((row) => ({ href: `/reports/${encodeURIComponent(row.number)}`, title: publicTitle(tools, row, ctx.lang), detail: [row.number, publicPlace(tools, row, ctx.lang), stageTold(row, ctx.lang)].filter(Boolean).join(' · '), kind: p.searchKind(ctx.lang) }));
  },
};

export const panels: readonly Panel[] = [home, account, data];
