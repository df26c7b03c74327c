// The middle of the case page: before and after, the place, the words, the facts, what stands near, what desks wrote to each other.
import { distance } from '#ground/i18n/format.ts';
import { Icon, Kv, MapFrame, Pair, Photo } from '#ground/pages/parts.tsx';
import { d } from './desk-messages.ts';
import type { Desk } from './desk-view.ts';
import { CaseMap, pinOf } from './page-map.tsx';
import type { CaseFile, FiledPhoto, NearCase } from './reading.ts';
import { clockView, outcomeWord, sourceWord, stageGlyph, stageWord } from './words.ts';

export const photoSrc = (number: string, id: string, size: 'small' | 'full' = 'small'): string => `/cases/${encodeURIComponent(number)}/photos/${id}${size === 'small' ? '?size=small' : ''}`;

export function Photos({ file, desk }: { file: CaseFile; desk: Desk }) {
  const { lang } = desk;
  const before = file.photos.find((photo) => photo.role !== 'after' && photo.role !== 'check');
  const after = file.photos.findLast((photo) => photo.role === 'after') ?? file.photos.findLast((photo) => photo.role === 'check');
  const rest = file.photos.filter((photo) => photo !== before && photo !== after);
  const frame = (photo: FiledPhoto | undefined, caption: typeof d.before, none: string) =>
    (photo ? { src: photoSrc(file.number, photo.id), href: photoSrc(file.number, photo.id, 'full'), alt: roleOf(photo, desk), caption: caption(lang, { time: desk.time(photo.taken_at ?? photo.at) }) } : { alt: none });
  if (file.photos.length === 0) return <p class="meta row"><Icon name="image" size="s" />{d.beforeNone(lang)}</p>;
  return (
    <>
      <Pair label={d.evidence(lang)} before={frame(before, d.before, d.beforeNone(lang))} after={frame(after, d.after, d.afterNone(lang))} />
      {rest.length > 0 && (
        <p class="row row-wrap">
          {rest.map((photo) => <Photo key={photo.id} size="s" src={photoSrc(file.number, photo.id)} href={photoSrc(file.number, photo.id, 'full')} alt={d.photoOf(lang, { role: roleOf(photo, desk), time: desk.time(photo.at) })} />)}
        </p>
      )}
    </>
  );
}

const roleOf = (photo: FiledPhoto, { lang }: Desk): string => (photo.role === 'after' ? d.roleAfter : photo.role === 'check' ? d.roleCheck : d.roleBefore)(lang);

export function PlaceMap({ file, desk }: { file: CaseFile; desk: Desk }) {
  if (file.lon === null || file.lat === null) return null;
  const { lang, now } = desk;
  const own = pinOf({ number: file.number, title: file.title, lon: file.lon, lat: file.lat, glyph: stageGlyph(file.stage, file), clock: clockView(file, now, lang), href: `/cases/${file.number}` });
  const around = file.near.map((one) => pinOf({ ...one, glyph: stageGlyph(one.stage), clock: undefined, href: `/cases/${one.number}`, lines: [one.place ?? ''].filter(Boolean) }));
  return (
    <MapFrame label={d.map(lang)} height="m" note={around.length ? d.nearNote(lang, { n: around.length }) : undefined}>
      <CaseMap desk={desk} center={{ lon: file.lon, lat: file.lat }} pins={[...around, own]} selected={file.number} />
    </MapFrame>
  );
}

export function Facts({ file, desk }: { file: CaseFile; desk: Desk }) {
  const { lang } = desk;
  const cell = desk.cell(file.path);
  const standard = file.standard ? desk.tools.classes.standard(file.standard) : undefined;
  const link = (number: string) => <a class="link code" href={`/cases/${number}`}>{number}</a>;
  const links = file.links.filter((one) => one.type !== 'case');
  return (
    <section>
      <h3>{d.facts(lang)}</h3>
      <Kv rows={[
        [d.kvClass(lang), file.class && <>{desk.className(file.class)} <span class="code meta">{file.class}</span></>],
        [d.kvStandard(lang), standard && <>{lang === 'en' ? (standard.filing_en ?? standard.filing) : standard.filing}<br /><span class="meta">{d.limitIs(lang, { limit: desk.limit({ value: standard.limit_value, unit: standard.limit_unit }) })}</span></>],
        [d.kvPlace(lang), file.place],
        [d.kvArea(lang), file.path.length > 0 && <>{desk.where(file.path)}{cell && <span class="meta"> {d.gridCell(lang)} <span class="code">{cell}</span></span>}</>],
        [d.kvAsset(lang), file.asset && <>{file.asset_name} <span class="code meta">{file.asset}</span></>],
        [d.kvSource(lang), sourceWord(file.source)(lang)],
        [d.kvUnit(lang), file.lead && desk.unit(file.lead)], [d.kvAssisting(lang), file.assisting.map(desk.unit).join(lang === 'zh' ? '、' : ', ')],
        [d.kvCentres(lang), `${desk.unit(file.supervision)}${lang === 'zh' ? '、' : ', '}${desk.unit(file.command)}`],
        [d.kvSuspended(lang), file.suspended_at && file.suspended_until && desk.moment(file.suspended_until)],
        [d.kvExtension(lang), extensionOf(file, desk)], [d.kvAppeal(lang), appealOf(file, desk)],
        [d.kvOutcome(lang), file.outcome && outcomeWord(file.outcome)(lang)],
        [d.kvRating(lang), file.solved !== null && [(file.solved ? d.solvedYes : d.solvedNo)(lang), file.rating === null ? '' : d.ratingIs(lang, { n: file.rating })].filter(Boolean).join(lang === 'zh' ? '，' : ', ')],
        [d.kvInto(lang), file.into && link(file.into)],
        [d.kvMerged(lang), file.merged.length > 0 && file.merged.map((one) => <p key={one.number}>{link(one.number)} {one.title}</p>)],
        [d.kvLinks(lang), links.length > 0 && links.map((one) => <p key={one.type + one.key}><a class="link" href={`/id/${one.type}/${encodeURIComponent(one.key)}`}>{one.type} {one.key}</a></p>)],
      ]} />
    </section>
  );
}

function extensionOf(file: CaseFile, desk: Desk): string | undefined {
  if (!file.extension) return undefined;
  const say = { asked: d.extensionAsked, granted: d.extensionGranted, refused: d.extensionRefused }[file.extension.state];
  return say(desk.lang, { time: desk.moment(new Date(file.extension.until)) });
}
function appealOf(file: CaseFile, desk: Desk): string | undefined {
  return file.appeal ? { asked: d.appealAsked, seconded: d.appealSeconded, granted: d.appealGranted, refused: d.appealRefused }[file.appeal.state](desk.lang) : undefined;
}

export function PlacePast({ file, desk }: { file: CaseFile; desk: Desk }) {
  const { lang } = desk;
  return (
    <section>
      <h3>{d.thisPlace(lang)}</h3>
      <Kv rows={[[d.past90(lang), d.pastSame(lang, { n: file.past.same, r: file.past.reworked })]]} />
      <h3 class="qp-s">{d.nearby(lang)}</h3>
      {file.near.length === 0 ? <p class="meta">{d.nearNone(lang)}</p> : <ul class="items qp-dup">{file.near.map((one) => <NearItem key={one.number} one={one} desk={desk} />)}</ul>}
    </section>
  );
}

function NearItem({ one, desk }: { one: NearCase; desk: Desk }) {
  const { lang } = desk;
  return (
    <li class="item">
      <Photo size="xs" src={one.photo ? photoSrc(one.number, one.photo) : undefined} alt={one.photo ? one.title : ''} />
      <span class="grow">
        <a class="link cut" href={`/cases/${one.number}`}>{one.title}</a>
        <span class="meta">{d.nearMeta(lang, { distance: distance(lang, one.metres), time: desk.time(one.received_at), source: sourceWord(one.source)(lang) })}</span>
      </span>
      <span class="meta nowrap">{stageWord(one.stage)(lang)}</span>
    </li>
  );
}

/** Internal notes, and the line that writes one. Residents never see them. */
export function Notes({ file, desk, formKey, may, error, value }: { file: CaseFile; desk: Desk; formKey: string | undefined; may: boolean; error: string | undefined; value: string }) {
  const { lang } = desk;
  const notes = file.steps.filter((step) => step.verb === 'note').toReversed();
  return (
    <section class="case-msg" id="notes">
      <h3>{d.notes(lang)} <span class="meta">{d.notesHidden(lang)}</span></h3>
      {notes.length === 0 && <p class="meta">{d.noNotes(lang)}</p>}
      {notes.map((step) => <p class="say" key={step.id}><span class="meta">{desk.time(step.at)} {step.organisation ? desk.unit(step.organisation) : ''} {step.person}</span><br />{step.reason}</p>)}
      {may && (
        <form method="post" action={`/cases/${encodeURIComponent(file.number)}/note`} class="stack-s">
          <input type="hidden" name="_key" value={formKey} />
          {error && <p class="error" role="alert"><Icon name="warn" size="s" /><span>{error}</span></p>}
          <div class="row"><input class="input grow" name="note" required maxLength={2000} aria-label={d.writeNote(lang)} placeholder={d.writeNote(lang)} value={value} /><button class="btn btn-d" data-busy={d.busy(lang)}>{d.sendNote(lang)}</button></div>
        </form>
      )}
    </section>
  );
}
