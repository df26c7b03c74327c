// The chosen case beside its queue: the buttons on top, and under them what the decision needs: photo, place, words, filing conditions, likely duplicates.
import { distance } from '#ground/i18n/format.ts';
import type { Viewer } from '#ground/identity/index.ts';
import { Button, Icon, Kbd, Kv, LinkButton, Photo, Stage, Tag } from '#ground/pages/parts.tsx';
import { ACTIONS } from './actions.ts';
import { staffActor } from './acting.ts';
import { actsFor, act, turn } from './desk-acts.ts';
import { d } from './desk-messages.ts';
import { candidates } from './desk-units.ts';
import type { Desk } from './desk-view.ts';
import { ActFields } from './page-fields.tsx';
import { photoSrc } from './page-evidence.tsx';
import { CaseMap, pinOf } from './page-map.tsx';
import type { CaseFile } from './reading.ts';
import { clockView, sourceWord, stageGlyph, stageWord, stepTitle } from './words.ts';

export interface PreviewProps { file: CaseFile; desk: Desk; viewer: Viewer; link: (changes: Record<string, string | undefined>) => string; asked: string | undefined; template: string | undefined; allUnits: boolean; back: string }

export function Preview(props: PreviewProps) {
  const { file, desk, viewer, asked, link } = props;
  const { lang } = desk;
  const { next, others } = actsFor(file, staffActor(viewer));
  const open = others.find((one) => one.verb === asked) ?? next;
  const ways = [...(next && open?.verb !== next.verb ? [next] : []), ...others.filter((one) => one.verb !== open?.verb)];
  const waits = next ? undefined : turn(file);
  const whole = `/cases/${encodeURIComponent(file.number)}?back=${encodeURIComponent(link({}))}`;
  return (
    <>
      <header class="qp-h">
        <p class="row meta"><a class="btn btn-i qp-back" href={props.back} aria-label={d.back(lang)}><Icon name="prev" /></a><a class="link code" href={whole}>{file.number}</a><span class="push" /><Stage glyph={stageGlyph(file.stage, file)} word={stageWord(file.stage)(lang)} /></p>
        <h2 class="qp-t">{file.title}</h2>
        <div class="row row-wrap qp-act">
          {open && <Button kind="1" form="act-form" hotkey={open.hotkey?.toUpperCase()} busyWords={d.busy(lang)}>{open.title(lang)}</Button>}
          {ways.slice(0, ways.length > 3 ? 2 : 3).map((one) => <LinkButton key={one.verb} href={link({ case: file.number, do: one.verb })} hotkey={one.hotkey?.toUpperCase()}>{one.title(lang)}</LinkButton>)}
          {ways.length > 3 && (
            <details class="qp-more push">
              <summary class="btn btn-i" aria-label={d.otherActs(lang)}><Icon name="more" /></summary>
              <ul class="pop">{ways.slice(2).map((one) => <li key={one.verb}><a class="pop-i" href={link({ case: file.number, do: one.verb })}>{one.title(lang)}{one.hotkey && <Kbd>{one.hotkey.toUpperCase()}</Kbd>}</a></li>)}</ul>
            </details>
          )}
        </div>
        {waits && <p class="meta">{d.turnOf(lang, { act: waits.act, who: waits.who === 'command' ? desk.unit(file.command) : waits.who === 'supervision' ? desk.unit(file.supervision) : waits.who === 'unit' && file.lead ? desk.unit(file.lead) : d.anOfficer })}</p>}
      </header>
      <div class="qp-b">
        {open && <ActForm {...props} verb={open.verb} />}
        <Back file={file} desk={desk} />
        <div class="qp-two"><FirstPhoto file={file} desk={desk} /><Place file={file} desk={desk} /></div>
        {file.description && <p class="say">{file.description}</p>}
        <About file={file} desk={desk} link={link} />
        <Duplicates file={file} desk={desk} />
      </div>
    </>
  );
}

/** The form the filled button above sends. */
function ActForm(props: PreviewProps & { verb: keyof typeof ACTIONS }) {
  const { file, desk, viewer, verb, back } = props;
  const photos = verb === 'feedback' || verb === 'check' || verb === 'verify';
  const state = { values: {}, errors: {}, problem: undefined };
  return (
    <form id="act-form" data-guard="" method="post" action={`/cases/${encodeURIComponent(file.number)}/${ACTIONS[verb].noun}`} class="card card-p stack" encType={photos ? 'multipart/form-data' : undefined} aria-label={act(verb).title(desk.lang)}>
      <ActFields {...props} form={state} state={state} refused={undefined} />
      <input type="hidden" name="_key" value={viewer.formKey} /><input type="hidden" name="seen" value={file.last_step} /><input type="hidden" name="back" value={back} />
    </form>
  );
}

/** Why it came back, in the other side's words, before anything else. */
function Back({ file, desk }: { file: CaseFile; desk: Desk }) {
  const { lang } = desk;
  const step = file.returned ? file.steps.find((one) => one.verb === 'return' || one.verb === 'rework' || (one.verb === 'check' && one.data['passed'] === false)) : undefined;
  if (!step) return null;
  return <p class="say"><b>{stepTitle(step, { unitName: desk.unit }, lang)}</b> <span class="meta">{step.organisation ? desk.unit(step.organisation) : ''} {desk.time(step.at)}</span><br />{step.reason ?? step.note}</p>;
}

function FirstPhoto({ file, desk }: { file: CaseFile; desk: Desk }) {
  const photo = file.photos.findLast((one) => one.role === 'after') ?? file.photos[0];
  if (!photo) return <Photo alt={d.beforeNone(desk.lang)} />;
  return <Photo src={photoSrc(file.number, photo.id)} href={photoSrc(file.number, photo.id, 'full')} alt={d.evidence(desk.lang)} caption={desk.time(photo.taken_at ?? photo.at)} />;
}

function Place({ file, desk }: { file: CaseFile; desk: Desk }) {
  if (file.lon === null || file.lat === null) return <span class="ph ph-fill ph-none"><span>{file.place}</span></span>;
  const pin = pinOf({ number: file.number, title: file.title, lon: file.lon, lat: file.lat, glyph: stageGlyph(file.stage, file), clock: clockView(file, desk.now, desk.lang), href: `/cases/${file.number}` });
  return <div class="map"><CaseMap desk={desk} center={{ lon: file.lon, lat: file.lat }} pins={[pin]} selected={file.number} still /></div>;
}

function About({ file, desk, link }: { file: CaseFile; desk: Desk; link: PreviewProps['link'] }) {
  const { lang } = desk;
  const cell = desk.cell(file.path);
  const responsible = file.class ? candidates(desk.tools.organisations, file)[0] : undefined;
  return (
    <Kv rows={[
      [d.kvPlace(lang), <>{file.place}<br /><span class="meta">{desk.where(file.path)}{cell && <> {d.gridCell(lang)} <span class="code">{cell}</span></>}</span></>],
      [d.kvClass(lang), <a class="link" href={link({ case: file.number, do: 'reclass' })}>{desk.className(file.class) ?? '—'}</a>],
      [d.kvSource(lang), <>{sourceWord(file.source)(lang)} {file.followers > 1 && <Tag>{d.people(lang, { n: file.followers })}</Tag>}</>],
      [d.kvUnit(lang), file.lead ? desk.unit(file.lead) : responsible && d.responsible(lang, { unit: desk.unit(responsible.unit) })],
      [d.kvExtension(lang), file.extension?.state === 'asked' && d.extensionAsked(lang, { time: desk.moment(new Date(file.extension.until)) })],
      [d.kvSuspended(lang), file.suspended_at && file.suspended_until && desk.moment(file.suspended_until)],
    ]} />
  );
}

function Duplicates({ file, desk }: { file: CaseFile; desk: Desk }) {
  const { lang } = desk;
  if (file.near.length === 0) return null;
  return (
    <section>
      <h3 class="qp-s">{d.nearby(lang)}</h3>
      <ul class="items qp-dup">
        {file.near.slice(0, 4).map((one) => (
          <li class="item" key={one.number}>
            <Photo size="xs" src={one.photo ? photoSrc(one.number, one.photo) : undefined} alt="" />
            <span class="grow"><a class="link cut" href={`/cases/${one.number}`}>{one.title}</a><span class="meta">{d.nearMeta(lang, { distance: distance(lang, one.metres), time: desk.time(one.received_at), source: sourceWord(one.source)(lang) })}</span></span>
          </li>
        ))}
      </ul>
    </section>
  );
}
