// The seven steps of a case as a bar with the time each took; two for what is only answered.
import { duration } from '#ground/i18n/format.ts';
import type { Message } from '#ground/i18n/index.ts';
import { Glyph, type GlyphName } from '#ground/pages/parts.tsx';
import { isCase, type ClockName } from './contract.ts';
import { d } from './desk-messages.ts';
import type { Desk } from './desk-view.ts';
import type { CaseFile } from './reading.ts';
import { clockView, stageGlyph } from './words.ts';

interface Part { readonly title: Message; readonly done: boolean; readonly says: string; readonly glyph: GlyphName }

export function StageBar({ file, desk }: { file: CaseFile; desk: Desk }) {
  const parts = isCase(file.nature) ? sevenParts(file, desk) : twoParts(file, desk);
  const now = file.closed_at ? -1 : parts.findIndex((part) => !part.done);
  return (
    <ol class="case-bar" aria-label={d.bar(desk.lang)} tabIndex={0}>
      {parts.map((part, at) => (
        <li key={at} class={at === now ? (file.returned ? 'cb-now cb-back' : 'cb-now') : part.done ? 'cb-done' : undefined} aria-current={at === now ? 'step' : undefined}>
          <Glyph name={part.done ? 'done' : at === now ? stageGlyph(file.stage, file) : 'new'} /><b>{part.title(desk.lang)}</b><span>{at === now ? running(file, desk, part.says) : part.says}</span>
        </li>
      ))}
    </ol>
  );
}

function sevenParts(file: CaseFile, desk: Desk): Part[] {
  const at = ['received', 'verifying'].includes(file.stage) ? 0 : file.stage === 'filed' ? 2 : file.stage === 'handling' ? 3 : ['handled', 'checking'].includes(file.stage) ? 5 : file.stage === 'checked' ? 6 : 7;
  const over = file.stage === 'closed' || file.stage === 'void';
  const reached = (place: number, fact: Date | null) => (over ? fact !== null : at > place);
  const when = (moment: Date | null) => (moment ? desk.time(moment) : '');
  const standard = file.standard ? desk.tools.classes.standard(file.standard) : undefined;
  const limit = standard ? d.limitIs(desk.lang, { limit: desk.limit({ value: standard.limit_value, unit: standard.limit_unit }) }) : '';
  const check = d.limitIs(desk.lang, { limit: desk.limit(desk.tools.settings.limits.check) });
  const rows: [Message, boolean, string][] = [
    [d.barAccept, reached(0, file.filed_at ?? (over ? file.received_at : null)), used(file, desk, 'acceptance')],
    [d.barFile, reached(1, file.filed_at), reached(1, file.filed_at) ? when(file.filed_at) : ''],
    [d.barDispatch, reached(2, file.dispatched_at), reached(2, file.dispatched_at) ? used(file, desk, 'dispatch') : ''],
    [d.barHandle, reached(3, file.handled_at), reached(3, file.handled_at) ? used(file, desk, 'handling') : limit],
    [d.barFeedback, reached(4, file.handled_at), reached(4, file.handled_at) ? when(file.handled_at) : ''],
    [d.barCheck, over ? file.steps.some((step) => step.verb === 'check' && step.data['passed'] !== false) : at > 5, over || at > 5 ? used(file, desk, 'check') : check],
    [d.barClose, file.stage === 'closed' && file.outcome !== 'merged', file.closed_at ? when(file.closed_at) : d.supervisionCentre(desk.lang)],
  ];
  return rows.map(([title, done, says]) => ({ title, done, says, glyph: 'new' as const }));
}

function twoParts(file: CaseFile, desk: Desk): Part[] {
  return [
    { title: d.barReceive, done: true, says: desk.time(file.received_at), glyph: 'done' },
    { title: d.barAnswer, done: file.stage === 'closed', says: file.closed_at ? desk.time(file.closed_at) : '', glyph: 'new' },
  ];
}

/** What the ended rounds of a clock took, of its limit. */
function used(file: CaseFile, desk: Desk, clock: ClockName): string {
  const rounds = file.clocks.filter((one) => one.clock === clock && one.ended_at);
  const last = rounds.at(-1);
  if (!last) return '';
  const minutes = rounds.reduce((sum, one) => sum + desk.ran(one.started_at, one.ended_at ?? one.started_at, one.limit_unit), 0);
  return d.usedOf(desk.lang, { used: duration(desk.lang, minutes), limit: desk.limit({ value: last.limit_value, unit: last.limit_unit }) });
}

function running(file: CaseFile, desk: Desk, otherwise: string): string {
  const view = clockView(file, desk.now, desk.lang);
  if (!view) return otherwise;
  const name = file.stage === 'filed' ? 'dispatch' : file.stage === 'handling' ? 'handling' : undefined;
  const rounds = name ? file.clocks.filter((one) => one.clock === name).length : 1;
  return rounds > 1 ? d.roundIs(desk.lang, { n: rounds, clock: view.words }) : view.words;
}
