// The telephone desk on one screen: hands on the keyboard, the caller's words once, class and place proposed from them and only confirmed.
// The server draws it complete: without script the class is a list and the side is asked for by buttons.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { distance } from '#ground/i18n/format.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { Button, ErrorSummary, Field, Icon, Kbd, Notice, Photo, Seal, Seg, Stage, type GlyphName } from '#ground/pages/parts.tsx';
import { PlacePicker } from '#ground/pages/map/place-picker.tsx';
import type { SuggestedClass } from '../contract.ts';
import { asked, useAnswer } from '../form/asking.ts';
import { errorOf, valueOf } from '../form/props.ts';
import { f } from '../form-messages.ts';
import { useSession } from './keeping.ts';
import { t } from './messages.ts';
import { INTAKE_SOURCES, type IntakeProps, type NearCaseView, type Outlook, type PastCallView } from './props.ts';

interface At { lon: number; lat: number }

export function IntakeForm(props: IntakeProps) {
  const { lang } = props;
  const [live, setLive] = useState(false);
  useEffect(() => setLive(true), []);
  const form = useRef<HTMLFormElement>(null);
  const [values, setValues] = useState<IntakeProps['values']>(props.values);
  const [cls, setCls] = useState({ code: valueOf(props.values, 'class'), name: props.className });
  const [at, setAt] = useState<At | undefined>(() => placeOf(props.values));
  const [into, setInto] = useState(valueOf(props.values, 'into'));
  const saved = useSession(form, props.problem === undefined && Object.keys(props.values).length === 0, (kept) => { setValues(kept); setCls({ code: kept['class'] ?? '', name: kept['_class'] ?? '' }); setAt(placeOf(kept)); });
  const value = (name: string) => valueOf(values, name);
  const nature = value('nature') || 'report';
  const fetched = useAnswer<Outlook>(live && (at || cls.code) ? asked('/api/intake/outlook', { lon: at?.lon.toFixed(6), lat: at?.lat.toFixed(6), class: cls.code, nature, lang }) : undefined);
  const outlook = fetched ?? props.outlook;
  const onInput = (event: Event) => {
    const { target } = event;
    if ((target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) && target.name && target.name !== 'class') setValues((before) => ({ ...before, [target.name]: target.value }));
    if (target instanceof HTMLInputElement && target.name === 'into') setInto(target.value);
  };
  return (
    <form class="intake" method="post" action="/desk/intake" ref={form} onInput={onInput} noValidate>
      <input type="hidden" name="once" value={props.once} />
      <section class="in-call" aria-label={t.call(lang)}><Caller lang={lang} phone={value('phone')} past={props.past} live={live} /></section>
      <section class="in-form" aria-label={t.register(lang)}>
        {props.said && <Notice tone="done" live title={props.said.words}>{props.said.code && <p>{t.readCode(lang)} <b class="code">{props.said.code}</b></p>}<a class="link" href={`/cases/${encodeURIComponent(props.said.number)}`}>{t.open(lang)}</a></Notice>}
        {props.problem !== undefined && <ErrorSummary title={t.problem(lang)} errors={Object.keys(props.errors).length ? Object.entries(props.errors).map(([field, text]) => ({ field, text })) : [{ text: props.problem }]} />}
        <Seg name="source" legend={t.source(lang)} hotkey="Alt+1" value={value('source') || 'phone'} error={errorOf(props.errors, 'source')} choices={INTAKE_SOURCES.map((source) => ({ value: source, label: (source === 'phone' ? t.phone_ : t[source])(lang) }))} />
        <div class="in-row in-who">
          <Field name="name" label={t.caller(lang)} value={value('name')} error={props.errors['name']} autoComplete="off" maxLength={80} />
          <Field name="phone" label={t.phone(lang)} value={value('phone')} error={props.errors['phone']} type="tel" code autoComplete="off" maxLength={25} />
          <Seg name="reporter" legend={t.identity(lang)} value={value('reporter') || 'named'} error={errorOf(props.errors, 'reporter')} choices={[{ value: 'named', label: t.named(lang) }, { value: 'confidential', label: t.confidential(lang), icon: 'lock' }, { value: 'anonymous', label: t.anonymous(lang) }]} />
        </div>
        <div onKeyDown={(event) => numbered(event)}><Seg wrap class="in-nat" name="nature" legend={t.nature(lang)} hotkey="Alt+2" value={nature} error={errorOf(props.errors, 'nature')} choices={props.natures.map((n) => ({ value: n.value, label: n.word, sign: <Seal nature={n.tone as 'report'} char={n.seal} /> }))} /></div>
        <Field as="textarea" rows={9} name="description" label={t.words(lang)} note={t.wordsNote(lang)} value={value('description')} error={errorOf(props.errors, 'description')} maxLength={4000} autoFocus={props.problem === undefined} />
        <div class="in-row in-2">
          {live ? <ClassCombo lang={lang} words={value('description')} nature={nature} chosen={cls} error={errorOf(props.errors, 'class')} onChoose={setCls} />
            : <Field as="select" name="class" label={t.cls(lang)} hotkey="Alt+3" value={cls.code} error={errorOf(props.errors, 'class')} empty={t.clsNone(lang)} options={props.classes.map(({ main, classes }) => ({ label: main, options: classes.map(([code, label]) => ({ value: code, label })) }))} />}
          <PlaceCombo lang={lang} live={live} value={value('place')} at={at} areas={outlook?.areas ?? ''} error={['place', 'lon', 'lat'].map((name) => errorOf(props.errors, name)).find(Boolean)} onFound={(place, text) => { setAt(place); setValues((before) => ({ ...before, place: text })); }} />
        </div>
        <footer class="in-go">
          <Button kind="1" name="do" value="file" hotkey="Ctrl+Enter" busyWords={t.busy(lang)}>{t.file(lang)}</Button>
          <Button name="do" value="register" hotkey="Ctrl+S" busyWords={t.busy(lang)}>{t.only(lang)}</Button>
          <Button kind="quiet" name="do" value="merge" hotkey="Ctrl+M" disabled={live && !into}>{into ? t.merge(lang, { number: into.split('-').at(-1) ?? into }) : t.mergeNone(lang)}</Button>
          {!live && <Button kind="quiet" name="do" value="look">{t.look(lang)}</Button>}
          {saved && <span class="meta push desk-only" role="status">{t.saved(lang, { time: saved })}</span>}
        </footer>
      </section>
      <aside class="in-side" aria-label={t.side(lang)}>
        {live && <PlacePicker {...props.map} lang={lang} names={{ lon: 'pin-lon', lat: 'pin-lat' }} value={at} words={{ label: f.mapLabel(lang), loading: f.mapLoading(lang), failed: f.mapFailed(lang), locate: f.locate(lang), denied: f.denied(lang), numbers: f.numbers(lang), lon: f.lon(lang), lat: f.lat(lang) }}
          onPick={({ lon, lat }) => { if (!at || Math.abs(at.lon - lon) > 5e-6 || Math.abs(at.lat - lat) > 5e-6) setAt({ lon, lat }); }} />}
        <NearCases lang={lang} outlook={outlook} chosen={into} placed={at !== undefined} />
        <PlanCard lang={lang} outlook={outlook} />
      </aside>
    </form>
  );
}

function placeOf(values: IntakeProps['values']): At | undefined {
  const [lon, lat] = [valueOf(values, 'lon'), valueOf(values, 'lat')];
  return lon && lat && Number.isFinite(Number(lon)) && Number.isFinite(Number(lat)) ? { lon: Number(lon), lat: Number(lat) } : undefined;
}

/** After Alt 2 a digit chooses the nature of that place. */
function numbered(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const radio = /^[1-6]$/.test(event.key) && !event.altKey && !event.ctrlKey ? event.currentTarget.querySelectorAll<HTMLInputElement>('input[type=radio]')[Number(event.key) - 1] : undefined;
  if (!radio) return;
  event.preventDefault();
  radio.click();
  radio.focus();
}

/** Who calls, and what they reported before; asking for that is logged, so it is asked for by a button. */
function Caller({ lang, phone, past, live }: { lang: Lang; phone: string; past: readonly PastCallView[] | undefined; live: boolean }) {
  const [found, setFound] = useState(past);
  const [note, setNote] = useState('');
  const ask = async (event: MouseEvent) => {
    if (!live) return;
    event.preventDefault();
    if (phone.replace(/\D/g, '').length < 5) return setNote(t.pastShort(lang));
    setNote('');
    const answer = await fetch(`/api/intake/calls?lang=${lang}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ phone }) }).catch(() => undefined);
    if (!answer?.ok) return setNote(f.failed(lang));
    const body = await answer.json() as { calls: PastCallView[] };
    setFound(body.calls);
    setNote(t.pastLogged(lang));
  };
  return (
    <>
      <p class="call-on"><Icon name="phone" size="s" /><b>{t.call(lang)}</b></p>
      <p class="call-no">{phone || '—'}</p>
      {found && <p class="meta">{found.length ? t.pastCount(lang, { n: found.length }) : t.pastNone(lang)}</p>}
      <div class="row row-wrap"><Button size="d" name="do" value="calls" formNoValidate onClick={(event) => void ask(event)}>{t.past(lang)}</Button>{note && <span class="hint" role="status">{note}</span>}</div>
      {found && found.length > 0 && <><h2>{t.pastTitle(lang)}</h2><ul class="items in-past">{found.map((one) => (
        <li key={one.number}><a class="item" href={`/cases/${encodeURIComponent(one.number)}`} target="_blank"><Seal nature={one.tone as 'report'} char={one.seal} /><span class="grow"><span class="cut">{one.title}</span><span class="meta">{one.day}</span></span>{one.done && <Icon name="check" size="s" />}</a></li>
      ))}</ul></>}
      <h2>{t.ask(lang)}</h2>
      <ol class="in-ask text">{[t.ask1, t.ask2, t.ask3, t.ask4].map((line) => <li key={line.pair[0]}>{line(lang)}</li>)}</ol>
    </>
  );
}

/** The class by everyday words or pinyin; before anything is typed here, by what the caller said. Arrows and Enter choose. */
function ClassCombo({ lang, words, nature, chosen, error, onChoose }: { lang: Lang; words: string; nature: string; chosen: { code: string; name: string }; error: string | undefined; onChoose: (chosen: { code: string; name: string }) => void }) {
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const text = (typed || (chosen.code ? '' : words)).trim().slice(0, 200);
  const found = useAnswer<{ suggestions: SuggestedClass[] }>(text ? asked('/api/reports/suggestions', { text, nature, limit: 6, lang }) : undefined, 200)?.suggestions ?? [];
  useEffect(() => setAt(0), [text]);
  const take = (one: SuggestedClass | undefined) => { if (one) { onChoose({ code: one.code, name: one.name }); setTyped(''); setOpen(false); } };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open && event.key === 'ArrowDown') setOpen(true);
    else if (event.key === 'ArrowDown') setAt(Math.min(at + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
    else if (event.key === 'Enter' && !event.ctrlKey && open && found[at]) take(found[at]);
    else if (event.key === 'Escape') setOpen(false);
    else return;
    event.preventDefault();
  };
  const shown = open && found.length > 0;
  return (
    <div class={error ? 'field combo field-bad' : 'field combo'} onKeyDown={onKeyDown}>
      <label class="label" for="f-class">{t.cls(lang)} <Kbd>Alt+3</Kbd> <small>{t.clsNote(lang)}</small></label>
      {error && <p class="error" id="f-class-error">{error}</p>}
      <input class="input" id="f-class" data-key="Alt+3" role="combobox" aria-expanded={shown} aria-controls="f-class-list" aria-activedescendant={shown ? `f-class-${at}` : undefined} aria-autocomplete="list" autocomplete="off" value={open ? typed : chosen.name}
        placeholder={found[0] && !chosen.code ? found[0].name : t.clsNone(lang)} onFocus={() => setOpen(true)} onBlur={() => setTimeout(() => setOpen(false), 150)} onInput={(event) => { setTyped(event.currentTarget.value); setOpen(true); if (chosen.code) onChoose({ code: '', name: '' }); }} />
      <input type="hidden" name="class" value={chosen.code} /><input type="hidden" name="_class" value={chosen.name} />
      {shown && <ul class="pop" id="f-class-list" role="listbox">{found.map((one, i) => (
        <li key={one.code} id={`f-class-${i}`} role="option" aria-selected={i === at} onMouseDown={(event) => { event.preventDefault(); take(one); }}><span class="code meta">{one.code}</span>{i === at ? <b>{one.name}</b> : one.name}<span class="meta push">{one.limit}</span>{i === at && <Kbd>Enter</Kbd>}</li>
      ))}</ul>}
    </div>
  );
}

interface FoundPlace { text: string; lon: number; lat: number; areas: string }
/** The place in words, with what the house knows by that name under it. */
function PlaceCombo({ lang, live, value, at, areas, error, onFound }: { lang: Lang; live: boolean; value: string; at: At | undefined; areas: string; error: string | undefined; onFound: (at: At, text: string) => void }) {
  const [open, setOpen] = useState(false);
  const found = useAnswer<{ places: FoundPlace[] }>(live && open && value.trim().length > 1 ? asked('/api/reports/places', { q: value.trim().slice(0, 100), lon: at?.lon, lat: at?.lat, lang }) : undefined, 250)?.places ?? [];
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.ctrlKey || !open) return;
    event.preventDefault();
    if (found[0]) { onFound(found[0], found[0].text); setOpen(false); }
  };
  return (
    <div class="combo" onKeyDown={onKeyDown} onFocusCapture={() => setOpen(true)} onBlurCapture={() => setTimeout(() => setOpen(false), 150)}>
      <Field name="place" label={t.place(lang)} hotkey="Alt+4" note={t.placeNote(lang)} value={value} error={error} autoComplete="off" maxLength={200} />
      {live && at && <><input type="hidden" name="lon" value={at.lon.toFixed(6)} /><input type="hidden" name="lat" value={at.lat.toFixed(6)} /></>}
      {areas && !open && <p class="hint">{areas}</p>}
      {open && found.length > 0 && <ul class="pop" role="listbox">{found.map((one, i) => <li key={`${one.text}${one.lon}`} role="option" aria-selected={i === 0} onMouseDown={(event) => { event.preventDefault(); onFound(one, one.text); setOpen(false); }}>{i === 0 ? <b>{one.text}</b> : one.text}<span class="meta push">{one.areas}</span></li>)}</ul>}
    </div>
  );
}

function NearCases({ lang, outlook, chosen, placed }: { lang: Lang; outlook: Outlook | undefined; chosen: string; placed: boolean }) {
  const near = outlook?.near ?? [];
  return (
    <section class="card"><h2 class="card-h">{near.length ? t.near(lang, { n: near.length }) : placed ? t.nearNone(lang) : t.nearNoPlace(lang)}</h2>
      {near.length > 0 && <ul class="items">{near.map((one) => <li key={one.number}><label class="item in-dup opt"><input type="radio" name="into" value={one.number} checked={chosen === one.number} /><NearLine lang={lang} one={one} /></label></li>)}</ul>}
    </section>
  );
}

function NearLine({ lang, one }: { lang: Lang; one: NearCaseView }) {
  return (
    <>
      {one.photo && <Photo size="s" src={one.photo} alt="" />}
      <span class="grow"><b class="cut">{one.title}</b><span class="meta">{t.nearMeta(lang, { n: distance(lang, one.metres), ago: one.ago, source: one.source })}</span><span class="row"><Stage glyph={one.glyph as GlyphName} word={one.stage} /></span></span>
    </>
  );
}

function PlanCard({ lang, outlook }: { lang: Lang; outlook: Outlook | undefined }) {
  const plan = outlook?.plan;
  const row = (term: string, text: ComponentChildren) => (text ? <><dt>{term}</dt><dd>{text}</dd></> : null);
  return (
    <section class="card card-p"><h2>{t.plan(lang)}</h2>
      {plan ? <dl class="kv">{plan.answered ? row(t.answer(lang), t.noFiling(lang)) : row(t.filing(lang), plan.filing)}{row(t.unit(lang), plan.unit)}{row(t.due(lang), plan.due && t.about(lang, { time: plan.due }))}</dl> : <p class="meta">{t.planNone(lang)}</p>}
    </section>
  );
}
