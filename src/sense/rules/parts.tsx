// Signs and lists that the pages of this room share.
import { dateTime, isoTime, shortTime } from '#ground/i18n/format.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { Empty, Stage, Step, Steps, Table, Tag, type GlyphName } from '#ground/pages/parts.tsx';
import type { Severity, What } from './contract.ts';
import { m } from './messages.ts';
import { factsCalled, nameOf, type Called } from './names.ts';
import type { AlarmRow, StepRow } from './reading.ts';
import { traceLines } from './words.ts';

const STATUS = { raised: ['work', 'isRaised'], cleared: ['paused', 'isCleared'], resolved: ['done', 'isResolved'] } as const satisfies Record<AlarmRow['status'], readonly [GlyphName, keyof typeof m]>;
export function StatusSign({ status, lang }: { status: AlarmRow['status']; lang: Lang }) {
  const [glyph, word] = STATUS[status];
  return <Stage glyph={glyph} word={m[word](lang)} />;
}

export const SeverityTag = ({ severity, lang }: { severity: Severity; lang: Lang }) => <Tag tone={severity === 'serious' || severity === 'critical' ? 'back' : severity === 'warning' ? 'info' : undefined}>{m[severity](lang)}</Tag>;

export const verdictWord = (verdict: AlarmRow['verdict'], lang: Lang): string => m[verdict === 'true' ? 'verdictTrue' : verdict === 'false' ? 'verdictFalse' : 'verdictNone'](lang);

/** Alarms as a table; `rule` names the rule in each line. */
export function Alarms({ alarms, rule, lang, zone, now }: { alarms: readonly AlarmRow[]; rule: boolean; lang: Lang; zone: string; now: Date }) {
  return (
    <Table caption={m.alarms(lang)} rows={alarms} rowKey={(a) => a.id} empty={<Empty icon="bell" title={m.noAlarms(lang)}>{m.noAlarmsHint(lang)}</Empty>} columns={[
      { head: m.alarm(lang), cell: (a) => <a class="link" href={`/desk/alarms/${a.id}`}>{rule ? nameOf(a.name, lang) : (a.thing_name ?? m.wholeRule(lang))}</a> },
      ...(rule ? [{ head: m.thing(lang), cell: (a: AlarmRow) => a.thing_name ?? m.wholeRule(lang) }] : []),
      { head: m.severity(lang), cell: (a) => <SeverityTag severity={a.severity} lang={lang} /> },
      { head: m.since(lang), cell: (a) => <time class="nowrap" datetime={isoTime(a.raised_at)}>{shortTime(lang, zone, a.raised_at, now)}</time> },
      { head: m.state(lang), cell: (a) => <StatusSign status={a.status} lang={lang} /> },
      { head: m.dealtWith(lang), cell: (a) => (a.verdict ? verdictWord(a.verdict, lang) : a.acknowledged_at ? m.acknowledged(lang) : '') },
      { head: m.theCase(lang), cell: (a) => a.case_number && <a class="link code" href={`/cases/${encodeURIComponent(a.case_number)}`}>{a.case_number}</a> },
    ]} />
  );
}

const GLYPHS: Readonly<Record<What, GlyphName>> = { raised: 'new', returned: 'back', escalated: 'sent', suppressed: 'paused', cleared: 'fed', acknowledged: 'check', resolved: 'done' };

/** The course of an alarm with the reasons of each decision, the newest first. */
export function Course({ steps, called, lang, zone }: { steps: readonly StepRow[]; called: Called; lang: Lang; zone: string }) {
  const time = (at: number) => dateTime(lang, zone, new Date(at));
  return (
    <Steps label={m.course(lang)}>
      {steps.map((step) => {
        const ids = [...new Set(step.trace.facts.flatMap((fact) => fact.ids))];
        return (
          <Step key={step.id} glyph={GLYPHS[step.what]} title={`${m[step.what](lang)} · ${m[step.severity](lang)}`} time={dateTime(lang, zone, step.at)} iso={isoTime(step.at)} who={step.who ?? undefined} tone={step.what === 'resolved' ? 'end' : step.what === 'returned' ? 'back' : undefined}>
            {traceLines({ ...step.trace, facts: factsCalled(step.trace.facts, called, lang) }, time, lang).map((line) => <p key={line} class="step-n">{line}</p>)}
            {ids.length > 0 && <p class="meta">{m.observations(lang, { ids: ids.join(', ') })}{step.decided_at.getTime() - step.at.getTime() > 60_000 ? ` · ${m.decided(lang)} ${dateTime(lang, zone, step.decided_at)}` : ''}</p>}
          </Step>
        );
      })}
    </Steps>
  );
}
