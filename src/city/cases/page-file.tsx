// The file of steps (案卷), newest first: what was done, when, by whom, and in whose words.
import { Photo, Step, Steps } from '#ground/pages/parts.tsx';
import { isoTime } from '#ground/i18n/format.ts';
import { d } from './desk-messages.ts';
import { m } from './messages.ts';
import type { Desk } from './desk-view.ts';
import type { CaseFile, FiledStep } from './reading.ts';
import { sourceWord, stepGlyph, stepTitle } from './words.ts';

const MINOR: readonly FiledStep['verb'][] = ['sign', 'follow', 'note', 'moderate', 'absorb', 'release', 'urge', 'escalate', 'order-check', 'order-verification'];

/** `keyOnly` leaves out what moved nothing. Internal notes stand in their own part of the page. */
export function FileSteps({ file, desk, keyOnly, toggle }: { file: CaseFile; desk: Desk; keyOnly: boolean; toggle: string }) {
  const { lang } = desk;
  const steps = file.steps.filter((step) => step.verb !== 'note' && !(keyOnly && MINOR.includes(step.verb)));
  return (
    <>
      <div class="row part-h"><h2 id="file">{d.file(lang)}</h2><span class="push" /><a class="btn btn-q btn-d" href={toggle}>{keyOnly ? d.allSteps(lang) : d.keySteps(lang)}</a></div>
      <Steps label={d.file(lang)}>{steps.slice(0, 60).map((step, at) => <FileStep key={step.id} file={file} desk={desk} step={step} first={at === 0 && !file.closed_at} />)}</Steps>
      {steps.length > 60 && <p class="meta">{d.cut(lang, { n: steps.length - 60 })}</p>}
    </>
  );
}

function FileStep({ file, desk, step, first }: { file: CaseFile; desk: Desk; step: FiledStep; first: boolean }) {
  const { lang } = desk;
  const back = step.verb === 'return' || step.verb === 'rework' || (step.verb === 'check' && step.data['passed'] === false);
  const photos = photosOf(step);
  return (
    <Step glyph={stepGlyph(step)} title={stepTitle(step, { unitName: desk.unit }, lang)} time={desk.time(step.at)} iso={isoTime(step.at)} who={whoDid(file, desk, step)}
      note={back ? undefined : (step.note ?? changeOf(step, desk))} say={saying(step, back, lang)} tone={back ? 'back' : first ? 'now' : undefined}>
      {photos.length > 0 && <p class="row row-wrap">{photos.map((id) => <Photo key={id} size="s" src={`/cases/${file.number}/photos/${id}?size=small`} href={`/cases/${file.number}/photos/${id}`} alt={stepTitle(step, { unitName: desk.unit }, lang)} />)}</p>}
    </Step>
  );
}

/** Organisation and name of staff; where a resident's report came from. */
export function whoDid(file: Pick<CaseFile, 'source'>, desk: Desk, step: FiledStep): string {
  const { lang } = desk;
  if (step.role === 'system') return d.system(lang);
  if (step.verb === 'receive') return [sourceWord(file.source)(lang), step.organisation ? desk.unit(step.organisation) : '', step.person ?? ''].filter(Boolean).join(' ');
  if (step.role === 'reporter' || step.role === 'resident') return d.reporterWho(lang);
  return [step.organisation ? desk.unit(step.organisation) : '', step.person ?? ''].filter(Boolean).join(' ');
}

const saying = (step: FiledStep, back: boolean, lang: Desk['lang']): string | undefined => {
  const words = step.reason ?? (back ? step.note : null);
  return words ? (step.verb === 'return' ? d.askedWhy(lang, { reason: words }) : words) : undefined;
};

/** What a correction changed, from and to. */
function changeOf(step: FiledStep, desk: Desk): string | undefined {
  const { from, to, place, until } = step.data;
  if (step.verb === 'reclass' && isRecord(from) && isRecord(to)) {
    const say = (side: Record<string, unknown>) => [typeof side['nature'] === 'string' && side['nature'] in m ? m[side['nature'] as 'report'](desk.lang) : '', typeof side['class'] === 'string' ? (desk.className(side['class']) ?? '') : ''].filter(Boolean).join(' ');
    return `${say(from)} → ${say(to)}`;
  }
  if (step.verb === 'move' && isRecord(place)) return [place['from'], place['to']].filter((text) => typeof text === 'string').join(' → ') || undefined;
  if (typeof until === 'string') return d.askedUntil(desk.lang, { time: desk.moment(new Date(until)) });
  return undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const photosOf = (step: FiledStep): string[] => (Array.isArray(step.data['photos']) ? step.data['photos'].filter((id): id is string => typeof id === 'string') : []);
