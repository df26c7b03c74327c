// Sheet: the file of steps, lists, tables, figures.
import type { Lang } from '#ground/i18n/index.ts';
import { Badge, Clock, Formula, Item, Items, Kv, Pagination, Photo, Stage, Stat, Step, Steps, Table, Tabs } from '../parts.tsx';
import { Sample, Section } from './frame.tsx';
import { m } from './messages.ts';

interface Props { lang: Lang }

export function StepSection({ lang }: Props) {
  return (
    <Section name="steps" lang={lang}>
      <Steps label={m.sDone(lang)}>
        <Step glyph="done" tone="end" title={m.closed(lang)} time="11:38" who={m.supervision(lang)} />
        <Step glyph="back" tone="back" title={m.sentBack(lang)} time="10:06" who={m.squad(lang)} say={m.why(lang)} />
        <Step glyph="filed" title={m.filedStep(lang)} time="09:47" who={m.supervision(lang)} />
      </Steps>
      <Steps label={m.sWork(lang)}>
        <Step glyph="check" tone="todo" title={m.toCheck(lang)} time={m.limit2h(lang)} />
        <Step glyph="work" tone="now" title={m.working(lang)} time="10:31" who={m.unitA(lang)} />
        <Step glyph="sent" title={m.dispatch(lang)} time="10:28" who={m.command(lang)} />
      </Steps>
    </Section>
  );
}

interface StreetRow { name: string; done: number; due: number }

export function ListSection({ lang }: Props) {
  const rows: StreetRow[] = [{ name: m.wangjiang(lang), done: 3112, due: 3170 }, { name: m.dongshi(lang), done: 2048, due: 2131 }];
  const percent = (done: number, due: number) => `${((100 * done) / due).toFixed(1)}%`;
  return (
    <Section name="lists" lang={lang}>
      <Sample title={m.nearList(lang)}>
        <Items label={m.nearList(lang)}>
          <Item href="#lists" title={m.cover(lang)} aside={m.me2(lang)} meta={m.coverMeta(lang)} lead={<Photo size="s" src="/assets/sheet/before.svg" alt="" />}
            signs={<><Stage glyph="work" word={m.sWork(lang)} /><Clock state="late" words={m.over(lang)} /></>} />
          <Item href="#lists" title={m.stall(lang)} meta={m.whereValue(lang)} lead={<Photo size="s" src="/assets/sheet/after.svg" alt="" />} signs={<><Stage glyph="done" word={m.sDone(lang)} /><span class="meta">09:05</span></>} />
        </Items>
        <Pagination label={m.pagesLabel(lang)} newer="#lists" newerWords={m.newer(lang)} older="#lists" olderWords={m.older(lang)} count={m.ofMany(lang)} />
      </Sample>
      <Sample title={m.byStreet(lang)} staff>
        <Tabs label={m.tabsLabel(lang)} tabs={[{ href: '#lists', label: <>{m.tabA(lang)} <Badge count={14} on /></>, current: true }, { href: '#fields', label: <>{m.tabB(lang)} <Badge count={6} /></> }, { href: '#signs', label: <>{m.tabC(lang)} <Badge count={2} /></> }]} />
        <div class="card">
          <Table caption={m.byStreet(lang)} rows={rows} rowKey={(row) => row.name} selected={(row) => row === rows[0]} columns={[
            { head: m.street(lang), cell: (row) => row.name, foot: m.sum(lang) },
            { head: m.closedIn(lang), num: true, cell: (row) => row.done, foot: 5160 },
            { head: m.due(lang), num: true, cell: (row) => row.due, foot: 5301 },
            { head: m.rate(lang), num: true, cell: (row) => percent(row.done, row.due), foot: percent(5160, 5301) },
          ]} />
        </div>
      </Sample>
      <Sample title={m.place(lang)}><Kv rows={[[m.place(lang), m.whereValue(lang)], [m.grid(lang), <span class="code">990101003007012</span>], [m.person(lang), m.personValue(lang)]]} /></Sample>
      <Sample title={m.formula(lang)}>
        <Stat value="97.3" unit="%">{m.stat(lang)} 5,160 / 5,301</Stat>
        <Formula name={m.formula(lang)} over="5,160" under="5,301" spoken={m.formulaSpoken(lang)} />
      </Sample>
    </Section>
  );
}
