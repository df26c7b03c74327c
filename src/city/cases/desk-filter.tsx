// The row of filters above a queue: a form sent by GET, so it works without JavaScript and stands in the address.
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
  const name = (one: { name: string; name_en: string | null }) => (lang === 'en' ? (one.name_en ?? one.name) : one.name);
  const mains = city.classes.mains(today(desk.now, city));
  return (
    <form class="q-filter" method="get" role="search" aria-label={d.filters(lang)}>
      {at.get('tab') && <input type="hidden" name="tab" value={tab} />}
      <Pick name="sort" label={d.filters(lang)} value={order} options={[['due', d.sortDue(lang)], ['received', d.sortReceived(lang)]]} />
      <Pick name="late" label={d.anyLate(lang)} empty value={filter.late} options={[['amber', d.lateAmber(lang)], ['red', d.lateRed(lang)]]} />
      <Pick name="source" label={d.anySource(lang)} empty value={filter.source[0]} options={SOURCES.map((source) => [source, sourceWord(source)(lang)])} />
      <Pick name="nature" label={d.anyNature(lang)} empty value={filter.nature[0]} options={NATURES.map((nature) => [nature, natureWord(nature)(lang)])} />
      <Pick name="class" label={d.anyClass(lang)} empty value={filter.class} options={mains.map((one) => [one.code, name(one)])} />
      <Pick name="area" label={d.anyArea(lang)} empty value={filter.area} options={city.areas.all('street').map((one) => [one.code, name(one)])} />
      {tab === 'under-way' || tab === 'urging' || tab === 'all' ? <Pick name="unit" label={d.anyUnit(lang)} empty value={filter.unit} options={handlingUnits(city.organisations).map((one) => [one.code, name(one)])} /> : null}
      {tab === 'all' && <Pick name="stage" label={d.anyStage(lang)} empty value={filter.stage[0]} options={STAGES.map((stage) => [stage, stageWord(stage)(lang)])} />}
      <label class="chip"><input type="checkbox" name="photo" value="yes" checked={filter.photo} data-auto="" /><Icon name="check" size="xs" />{d.withPhoto(lang)}</label>
      <SearchField label={d.findIn(lang)} placeholder={d.findIn(lang)} value={filter.q} />
      <button class="btn btn-d q-apply">{d.apply(lang)}</button>
      {narrowed && <a class="btn btn-q btn-d" href={at.only({ tab })}>{d.clear(lang)}</a>}
    </form>
  );
}

function Pick({ name, label, value, options, empty }: { name: string; label: string; value: string | undefined; options: readonly (readonly [value: string, word: string])[]; empty?: boolean }) {
  return (
    <select class="input input-d" name={name} aria-label={label} data-auto="">
      {empty && <option value="">{label}</option>}
      {options.map(([code, word]) => <option key={code} value={code} selected={code === value}>{word}</option>)}
    </select>
  );
}
