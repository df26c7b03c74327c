// The rows of a queue: dense at desks, two lines on phones (web/styles/pages/queue.css lays the same seven cells).
import type { ComponentChildren } from 'preact';
import { Clock, Icon, RowBox, Ruler, Seal, Stage, Tag } from '#ground/pages/parts.tsx';
import { d } from './desk-messages.ts';
import { m } from './messages.ts';
import type { Desk } from './desk-view.ts';
import type { QueuePage, QueueRow } from './lists.ts';
import type { QueueName } from './queues.ts';
import { clockView, natureSeal, natureTone, natureWord, outcomeWord, sourceWord, stageGlyph, stageWord } from './words.ts';

export interface QueueTableProps {
  desk: Desk; page: QueuePage; queue: QueueName; title: string; chosen: string | undefined; link: (changes: Record<string, string | undefined>) => string;
  bulk: { readonly action: string; readonly buttons: ComponentChildren } | undefined; formKey: string | undefined;
}

export function QueueTable(props: QueueTableProps) {
  const { desk: { lang }, page, queue, title, bulk, formKey } = props;
  const table = (
    <div class="scroll-x" role="region" aria-label={title} tabIndex={0} data-fresh="rows">
      <table class={lastOf(queue) === 'alike' ? 'tbl q-tbl' : 'tbl q-tbl q-wide'}>
        <caption class="vh">{d.tableOf(lang, { title, n: page.rows.length })}</caption>
        <thead><tr>
          <th scope="col">{bulk ? <RowBox name="numbers" label={d.pickAll(lang)} all /> : <span class="vh">{d.pickAll(lang)}</span>}</th>
          <th scope="col">{d.colMatter(lang)}</th><th scope="col">{d.colPlace(lang)}</th><th scope="col">{d.colSource(lang)}</th><th scope="col">{d.colReceived(lang)}</th><th scope="col">{d.colLimit(lang)}</th>
          <th scope="col" class="num">{LAST[lastOf(queue)](lang)}</th>
        </tr></thead>
        <tbody>{page.rows.map((row) => <Row key={row.number} {...props} row={row} />)}</tbody>
      </table>
    </div>
  );
  if (!bulk) return table;
  return (
    <form class="q-bulk" method="post" action={bulk.action} id="bulk">
      <input type="hidden" name="_key" value={formKey} />
      {table}
      {bulk.buttons}
    </form>
  );
}

/** What the last column tells: what the queue itself does not say. */
function lastOf(queue: QueueName): 'alike' | 'stage' | 'unit' | 'class' {
  switch (queue) {
    case 'received': case 'verifying': case 'returned': case 'reopened': return 'alike';
    case 'handled': case 'urging': case 'done': case 'all': return 'stage';
    case 'under-way': case 'extensions': case 'suspended': case 'appeals': case 'first-appeals': case 'checked': return 'unit';
    default: return 'class';
  }
}
const LAST = { alike: d.colAlike, stage: d.colStage, unit: d.colUnit, class: d.anyClass };

function Last({ row, desk, queue }: { row: QueueRow; desk: Desk; queue: QueueName }) {
  switch (lastOf(queue)) {
    case 'alike': return row.alike > 0 ? <Tag tone="info">{d.alikeIs(desk.lang, { n: row.alike })}</Tag> : null;
    case 'stage': return <State row={row} desk={desk} />;
    case 'unit': return <span class="cut">{row.lead ? desk.unit(row.lead) : ''}</span>;
    case 'class': return <span class="cut">{desk.className(row.class)}</span>;
  }
}

function Row({ desk, row, queue, chosen, link, bulk }: QueueTableProps & { row: QueueRow }) {
  const { lang, now } = desk;
  const clock = clockView(row, now, lang);
  const on = row.number === chosen;
  const href = link({ case: row.number, do: undefined, template: undefined, all: undefined });
  return (
    <tr data-row={row.number} data-step={row.last_step} aria-selected={on ? 'true' : undefined}>
      <td>{bulk && <label class="check-hit" data-key={on ? 'x' : undefined}><input class="check" type="checkbox" name="numbers" value={`${row.number}:${row.last_step}`} aria-label={d.pickOne(lang, { number: row.number })} /></label>}</td>
      <td>
        <span class="row">
          <Seal nature={natureTone(row.nature)} char={natureSeal(row.nature)(lang)} word={natureWord(row.nature)(lang)} />
          <a class="cut q-t" href={href} aria-current={on ? 'true' : undefined}>{row.title}</a>
          {row.urged > 0 && <Tag tone="back">{d.urgedTimes(lang, { n: row.urged })}</Tag>}
          {row.followers > 1 && <Tag>{d.people(lang, { n: row.followers })}</Tag>}
        </span>
      </td>
      <td class="q-p"><span class="cut">{row.place ?? desk.where(row.path)}</span></td>
      <td class="meta nowrap">{sourceWord(row.source)(lang)}</td>
      <td class="meta nowrap">{desk.day(row.received_at)}</td>
      <td>
        <span class="q-ck">
          {clock ? <>{clock.state !== 'paused' && clock.minutes < 1440 && <Ruler used={clock.used} state={clock.state} label={clock.spoken} />}<Clock state={clock.state} words={clock.words} spoken={clock.spoken} /></> : <span class="meta">{row.closed_at ? desk.day(row.closed_at) : d.noLimit(lang)}</span>}
        </span>
      </td>
      <td class="num"><Last row={row} desk={desk} queue={queue} /></td>
    </tr>
  );
}

/** Where a row stands, where the queue itself does not say it. */
function State({ row, desk: { lang } }: { row: QueueRow; desk: Desk }) {
  const word = row.suspended_at ? m.suspended(lang) : row.outcome ? outcomeWord(row.outcome)(lang) : stageWord(row.stage)(lang);
  return <Stage glyph={stageGlyph(row.stage, row)} word={<span class="cut">{word}</span>} />;
}

/** The bar that shows while rows are chosen. */
export function BulkBar({ label, chosen, none, children }: { label: string; /** Around the number. */ chosen: readonly [before: string, after: string]; none: string; children: ComponentChildren }) {
  return (
    <div class="bulk" role="region" aria-label={label} data-bulk="numbers">
      <span><b>{chosen[0]}<span data-count="">0</span>{chosen[1]}</b></span><span class="push" />
      {children}
      <button class="btn btn-d btn-i" type="button" aria-label={none} data-none="numbers"><Icon name="x" size="s" /></button>
    </div>
  );
}
