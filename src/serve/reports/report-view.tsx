// Parts that the receipt and the public page share: heading, what it stands at, before and after, steps, map.
import type { ComponentChildren } from 'preact';
import type { Ctx } from '#ground/http/context.ts';
import { dateTime, distance, duration, isoTime, shortTime } from '#ground/i18n/format.ts';
import { Pair, Photo, Seal, Stage, Step, Steps } from '#ground/pages/parts.tsx';
import { cityMap } from '#city/areas/index.ts';
import { natureSeal, natureTone, natureWord, stageGlyph, type CityTools } from '#city/cases/index.ts';
import { p } from './page-messages.ts';
import { publicPoint, roundedNote } from './public.ts';
import type { PublicFile, PublicRow } from './store.ts';
import { publicGrid, stageTold, toldStep, unitName } from './telling.ts';

export interface View { readonly ctx: Ctx; readonly tools: CityTools }
export interface ShownPhoto { readonly id: string; readonly role: string; readonly at: Date; readonly hidden?: boolean | undefined }

/** Seal, nature, stage; the title; one sentence of how it stands. */
export function ReportHead({ view, row, title, remark }: { view: View; row: PublicRow; title: string; remark: ComponentChildren }) {
  const { lang } = view.ctx;
  return (
    <section class="rc-head">
      <p class="row"><Seal nature={natureTone(row.nature)} char={natureSeal(row.nature)(lang)} word={natureWord(row.nature)(lang)} /><span class="meta">{[natureWord(row.nature)(lang), remark].filter(Boolean).join(' · ')}</span>
        <span class="push"><Stage glyph={stageGlyph(row.stage, row)} word={stageTold(row, lang)} /></span></p>
      <h1>{title}</h1>
      <p class="text">{standing(view, row)}</p>
    </section>
  );
}

/** What happens, by whom, by when: the closing words when it is done. */
export function standing({ ctx: { lang, now }, tools }: View, row: PublicRow & Partial<Pick<PublicFile, 'steps'>>): string {
  const time = row.due_at && shortTime(lang, tools.settings.zone, row.due_at, now);
  if (row.closed_at) {
    const last = row.steps?.find((step) => step.note !== null && ['close', 'answer', 'refuse', 'void'].includes(step.verb))?.note;
    return [last, p.took(lang, { used: duration(lang, (row.closed_at.getTime() - row.received_at.getTime()) / 60_000) })].filter(Boolean).join(lang === 'zh' ? '' : ' ');
  }
  if (row.suspended_at) return p.paused(lang);
  if (row.due_at && now > row.due_at) return p.lateNow(lang, { time: duration(lang, (now.getTime() - row.due_at.getTime()) / 60_000) });
  if (row.lead && time) return p.inHand(lang, { unit: unitName(tools, row.lead, lang), time });
  if (row.lead) return p.inHandNoTime(lang, { unit: unitName(tools, row.lead, lang) });
  return time ? p.gotItBy(lang, { time }) : p.gotItSoon(lang);
}

/** The first photo beside the last one of the result; while there is none, a frame that says so. Photos in `rest` follow small. */
export function BeforeAfter({ view, photos, src }: { view: View; photos: readonly ShownPhoto[]; src: (id: string, small: boolean) => string }) {
  const { ctx: { lang }, tools } = view;
  const before = photos.find((photo) => photo.role === 'photo');
  const after = photos.findLast((photo) => photo.role === 'after' || photo.role === 'check');
  const rest = photos.filter((photo) => photo !== before && photo !== after);
  if (!before && !after) return null;
  const time = (at: Date) => dateTime(lang, tools.settings.zone, at);
  const shown = (photo: ShownPhoto, alt: string, caption: string) => ({ src: src(photo.id, true), href: src(photo.id, false), alt, caption });
  return (
    <div class="rc-pair stack-s">
      {before && after ? <Pair label={p.pair(lang)} before={shown(before, p.beforeAlt(lang), p.before(lang, { time: time(before.at) }))} after={shown(after, p.afterAlt(lang), p.after(lang, { time: time(after.at) }))} />
        : <Pair label={p.pair(lang)} before={before ? shown(before, p.beforeAlt(lang), p.before(lang, { time: time(before.at) })) : { alt: p.beforeAlt(lang) }} after={after ? shown(after, p.afterAlt(lang), p.after(lang, { time: time(after.at) })) : { alt: p.waitingPhoto(lang) }} />}
      {rest.length > 0 && <p class="wrap row row-wrap">{rest.map((photo, i) => <Photo key={photo.id} size="s" src={src(photo.id, true)} href={src(photo.id, false)} alt={photo.hidden ? p.hidden(lang) : p.photo(lang, { n: i + 2 })} />)}</p>}
    </div>
  );
}

/** Every public step, the newest first. */
export function FileOfSteps({ view, row, first }: { view: View; row: PublicFile; first: string | null }) {
  const { ctx: { lang, now }, tools } = view;
  const zone = tools.settings.zone;
  const steps = row.steps.map((step) => toldStep(tools, step, row.source, now, lang));
  return (
    <section class="rc-file" aria-labelledby="rc-steps">
      <h2 id="rc-steps">{p.steps(lang)}</h2>
      <Steps>
        {steps.map((step) => {
          const spoken = ['close', 'answer', 'refuse', 'void', 'reopen'].includes(step.verb);
          const note = step.verb === 'receive' ? first : step.note;
          const tone = step.verb === 'close' || step.verb === 'answer' ? 'end' : step.verb === 'return' || step.verb === 'rework' ? 'back' : undefined;
          return <Step key={step.id} glyph={step.glyph} title={step.title} time={shortTime(lang, zone, step.at, now)} iso={isoTime(step.at)} who={step.who} note={spoken ? undefined : note} say={spoken ? note : undefined} tone={tone} />;
        })}
      </Steps>
    </section>
  );
}

/** Where it is, as coarse as the public may know, or exactly for the holder of the receipt. */
export async function whereMap(view: View, row: PublicRow, exact: boolean): Promise<ComponentChildren> {
  const { ctx, tools } = view;
  const point = publicPoint(tools, row, ctx.now, ctx.lang);
  if (!point || row.lon === null || row.lat === null) return null;
  const grid = publicGrid(tools, row.class);
  return (
    <>
      {await cityMap(ctx, { label: p.placeMap(ctx.lang), at: { lon: row.lon, lat: row.lat }, points: { type: 'FeatureCollection', features: [point] }, height: 's', still: true })}
      {(!exact || grid > 0) && grid > 0 && <p class="hint">{roundedNote(grid, (n) => distance(ctx.lang, n), ctx.lang)}</p>}
    </>
  );
}
