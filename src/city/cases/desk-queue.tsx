// A desk: tabs of queues, filters, the list, and the chosen case beside it. Tab, filters and choice stand in the address, so a link shows a colleague the same.
// Three statements after the session: the list, the badges (once for tabs and rail), the chosen file. Works without JavaScript; desk-live.island.tsx keeps it fresh.
import type { ComponentChildren, VNode } from 'preact';
import type { AnyCtx } from '#ground/http/context.ts';
import type { Message } from '#ground/i18n/index.ts';
import { deskPage } from '#ground/pages/frame.tsx';
import { Badge, Empty, LinkButton } from '#ground/pages/parts.tsx';
import { Island } from '#ground/pages/island.tsx';
import { cityTools } from './context.ts';
import { d } from './desk-messages.ts';
import { FilterBar } from './desk-filter.tsx';
import { addressOf } from './desk-address.ts';
import { QueueKeys } from './desk-keys.tsx';
import { Preview } from './desk-preview.tsx';
import { QueueTable } from './desk-table.tsx';
import { handlingUnits } from './desk-units.ts';
import { deskOf } from './desk-view.ts';
import DeskLive from './desk-live.island.tsx';
import { deskCounts, Filter, NO_FILTER, queuePage } from './lists.ts';
import type { QueueName } from './queues.ts';
import { readCaseFile } from './reading.ts';

export interface DeskTab { readonly queue: QueueName; readonly title: Message }
export interface DeskOptions {
  readonly path: string; readonly title: Message; readonly tabs: readonly DeskTab[];
  /** At the end of the tabs: saved filters. */
  readonly saved?: ComponentChildren;
  /** Buttons of the bar for chosen rows; without them nothing can be chosen. */
  readonly bulk?: { readonly action: string; readonly buttons: ComponentChildren } | undefined;
  /** After them: the way to save one. */
  readonly tools?: ComponentChildren;
  /** What was just done, with its undo. */
  readonly toast?: ComponentChildren;
  /** In the top bar. */
  readonly actions?: ComponentChildren;
}

/** The page of a desk. Unknown filters are ignored rather than refused: links of colleagues may be old. */
export async function queueDesk(ctx: AnyCtx, options: DeskOptions): Promise<VNode> {
  const { lang, now, viewer, db } = ctx;
  const at = addressOf(ctx.url);
  const tab = options.tabs.find((one) => one.queue === at.get('tab')) ?? options.tabs[0];
  if (!tab) throw new Error(`${options.path} has no tabs`);
  const filter = filterOf(ctx.url);
  const tools = await cityTools(db);
  const [page, counts, desk] = await Promise.all([queuePage(db, viewer, tools, tab.queue, filter, now), deskCounts(db, viewer, now), deskOf(ctx)]);
  const chosen = page.rows.find((row) => row.number === at.get('case'))?.number ?? at.get('case') ?? page.rows[0]?.number;
  const file = chosen === undefined ? undefined : await readCaseFile(db, viewer, chosen, { now, units: handlingUnits(tools.organisations).map((one) => one.code) });
  const place = page.rows.findIndex((row) => row.number === chosen);
  const link = (changes: Record<string, string | undefined>) => at.with({ did: undefined, n: undefined, ...changes });
  const panels = ctx.ground.rooms.flatMap((room) => room.panels ?? []).filter((panel) => panel.slot === 'desk.queue').toSorted((a, b) => a.place - b.place);
  const ways = await Promise.all(panels.map((panel) => panel.show(ctx, { queue: tab.queue })));
  const narrowed = JSON.stringify({ ...filter, sort: undefined, after: undefined }) !== JSON.stringify({ ...NO_FILTER, sort: undefined, after: undefined });
  return deskPage(ctx, { title: options.title(lang), page: 'queue', main: at.get('case') ? 'queue q-open' : 'queue', current: options.path, live: true, actions: <>{ways}{options.actions}</> },
    <>
      <h1 class="vh">{options.title(lang)}</h1>
      <section class="q-list" aria-label={d.queues(lang)}>
        <nav class="tabs" aria-label={options.title(lang)} data-fresh="tabs">
          {options.tabs.map((one) => <a key={one.queue} href={at.only({ tab: one.queue })} aria-current={one === tab ? 'page' : undefined}>{one.title(lang)} {counts[one.queue] ? <Badge count={(counts[one.queue] ?? 0) > 99 ? '99+' : (counts[one.queue] ?? 0)} on={one === tab} /> : null}</a>)}
          {(options.saved || options.tools) && <span class="push row">{options.saved}{options.tools}</span>}
        </nav>
        <FilterBar desk={desk} filter={filter} tab={tab.queue} at={at} narrowed={narrowed} />
        {page.rows.length === 0
          ? <div class="scroll-x" data-fresh="rows"><Empty title={(narrowed ? d.emptyFiltered : d.emptyQueue)(lang)} action={narrowed ? <LinkButton href={at.only({ tab: tab.queue })}>{d.clear(lang)}</LinkButton> : undefined}>{narrowed ? undefined : d.emptyQueueSays(lang)}</Empty></div>
          : <QueueTable desk={desk} page={page} queue={tab.queue} title={tab.title(lang)} chosen={chosen} link={link} bulk={options.bulk} formKey={viewer.formKey} />}
        <QueueKeys lang={lang} previous={page.rows[place - 1]?.number} next={page.rows[place + 1]?.number} link={link} bulk={options.bulk !== undefined} whole={chosen} />
        {(page.next ?? filter.after) && <nav class="pages" aria-label={d.pages(lang)}>{filter.after ? <a class="btn btn-d" href={link({ after: undefined, case: undefined })}>{d.first(lang)}</a> : <span />}{page.next ? <a class="btn btn-d" href={link({ after: page.next, case: undefined })} rel="next">{d.more(lang)}</a> : <span />}</nav>}
        <Island name="desk-live" of={DeskLive} props={{ feed: 'desk', words: { arrived: d.arrived.pair[lang === 'zh' ? 0 : 1], on: d.liveOn(lang), away: d.liveAway(lang) } }} />
      </section>
      <aside class="q-pre" aria-label={d.preview(lang)} data-shown={file ? `${file.number}:${file.last_step}` : ''}>
        {file ? <Preview file={file} desk={desk} viewer={viewer} link={link} asked={at.get('do')} template={at.get('template')} allUnits={at.get('all') === '1'} back={link({ case: undefined, do: undefined, template: undefined, all: undefined })} /> : <Empty title={d.pickSomething(lang)} />}
      </aside>
      {options.toast}
    </>);
}

/** The filters in an address; what cannot be understood is as absent. */
export function filterOf(url: URL): Filter {
  const raw: Record<string, string[] | string> = {};
  for (const key of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(key).filter(Boolean);
    if (values.length) raw[key] = values.length === 1 ? (values[0] ?? '') : values;
  }
  const parsed = Filter.safeParse(raw);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) delete raw[String(issue.path[0])];
  return Filter.safeParse(raw).data ?? NO_FILTER;
}

