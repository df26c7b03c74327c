// The row of filters above a queue: a form sent by GET, so it works without JavaScript and stands in the address.
import { pick } from '#ground/i18n/index.ts';
import { Choices, keptOptions, type KeptOptions, type Option } from '#ground/pages/options.tsx';
import { Icon, SearchField } from '#ground/pages/parts.tsx';
import { NATURES, SOURCES, STAGES } from './contract.ts';
import { today } from './deciders.ts';
import type { Address } from './desk-address.ts';
import { d } from './desk-messages.ts';
import { handlingUnits } from './desk-units.ts';
import type { Desk } from './desk-view.ts';
import type { Filter } from './lists.ts';
import { orderOf, type QueueName } from './queues.ts';
import { natureWord, sourceWord, stageWord } from './words.ts';

export interface FilterBarProps { desk: Desk; filter: Filter; tab: QueueName; at: Address; narrowed: boolean }

export function FilterBar({ desk, filter, tab, at, narrowed }: FilterBarProps) {
  const { lang, tools: city } = desk;
  const order = filter.sort ?? orderOf(tab);
  const named = (one: { code: string; name: string; name_en: string | null }) => ({ value: one.code, label: pick(lang, { zh: one.name, en: one.name_en }) });
  const day = today(desk.now, city);
  return (
    <form class="q-filter" method="get" role="search" aria-label={d.filters(lang)}>
      {at.get('tab') && <input type="hidden" name="tab" value={tab} />}
      <Pick name="sort" label={d.filters(lang)} value={order} options={[{ value: 'due', label: d.sortDue(lang) }, { value: 'received', label: d.sortReceived(lang) }]} />
      <Pick name="late" label={d.anyLate(lang)} empty value={filter.late} options={[{ value: 'amber', label: d.lateAmber(lang) }, { value: 'red', label: d.lateRed(lang) }]} />
      <Pick name="source" label={d.anySource(lang)} empty value={filter.source[0]} options={SOURCES.map((source) => ({ value: source, label: sourceWord(source)(lang) }))} />
      <Pick name="nature" label={d.anyNature(lang)} empty value={filter.nature[0]} options={NATURES.map((nature) => ({ value: nature, label: natureWord(nature)(lang) }))} />
      <Pick name="class" label={d.anyClass(lang)} empty value={filter.class} options={keptOptions(city.classes, `desk ${lang} ${day}`, () => city.classes.mains(day).map(named))} />
      <Pick name="area" label={d.anyArea(lang)} empty value={filter.area} options={keptOptions(city.areas, `desk ${lang}`, () => city.areas.all('street').map(named))} />
      {tab === 'under-way' || tab === 'urging' || tab === 'all' ? <Pick name="unit" label={d.anyUnit(lang)} empty value={filter.unit} options={keptOptions(city.organisations, `desk ${lang}`, () => handlingUnits(city.organisations).map(named))} /> : null}
      {tab === 'all' && <Pick name="stage" label={d.anyStage(lang)} empty value={filter.stage[0]} options={STAGES.map((stage) => ({ value: stage, label: stageWord(stage)(lang) }))} />}
      <label class="chip"><input type="checkbox" name="photo" value="yes" checked={filter.photo} data-auto="" /><Icon name="check" size="xs" />{d.withPhoto(lang)}</label>
      <SearchField label={d.findIn(lang)} placeholder={d.findIn(lang)} value={filter.q} />
      <button class="btn btn-d q-apply">{d.apply(lang)}</button>
      {narrowed && <a class="btn btn-q btn-d" href={at.only({ tab })}>{d.clear(lang)}</a>}
    </form>
  );
}

function Pick({ name, label, value, options, empty }: { name: string; label: string; value: string | undefined; options: readonly Option[] | KeptOptions; empty?: boolean }) {
  return <select class="input input-d" name={name} aria-label={label} data-auto=""><Choices options={options} value={value} empty={empty ? label : undefined} /></select>;
}
