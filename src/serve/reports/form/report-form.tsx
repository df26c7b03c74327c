// The report on one page. The server draws it complete and plain: it works so. With script the same fields in the same order come alive:
// photo first, proposals instead of a list, a pin under a cross, likely duplicates, a draft that outlives the network.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button, ErrorSummary, Field, Icon, Notice } from '#ground/pages/parts.tsx';
import type { NearReport, SuggestedClass } from '../contract.ts';
import { f } from '../form-messages.ts';
import { asked, useAnswer } from './asking.ts';
import { LiveClass, PlainClass, Questions, StopNotice } from './classes.tsx';
import { collect, restored, useDraft, type Held } from './draft.ts';
import { dropDraft, freshId } from './keeping.ts';
import { SentLater } from './later.tsx';
import { NearReports } from './near.tsx';
import { LivePhotos, PlainPhotos } from './photos.tsx';
import { AssetChoice, LivePlace, PlainAsset, PlainPlace, useAssets } from './place.tsx';
import { errorOf, valueOf, type FormPlace, type NearAsset, type ReportFormProps } from './props.ts';
import { NatureChoice, Reporter } from './reporter.tsx';
import { keepForLater, send, type Refused } from './sending.ts';

export function ReportForm(props: ReportFormProps) {
  const [live, setLive] = useState(false);
  useEffect(() => setLive(true), []);
  return live ? <LiveForm {...props} /> : <PlainForm {...props} />;
}

function PlainForm(props: ReportFormProps) {
  const { lang, values, errors, chosen, stopped } = props;
  const nature = valueOf(values, 'nature') || 'report';
  return (
    <form class="wrap rep" method="post" action="/report" encType="multipart/form-data" noValidate>
      <Problems {...props} />
      <p class="meta">{props.emergency}</p>
      {chosen?.stopper && <StopNotice lang={lang} stopper={chosen.stopper} error={undefined} understood={false} />}
      {stopped && <StopNotice lang={lang} stopper={stopped} error={undefined} understood={valueOf(values, 'understood') !== ''} />}
      <PlainPhotos lang={lang} error={errorOf(errors, 'photos')} max={props.maxPhotos} again={props.problem !== undefined} />
      <PlainClass {...props} />
      {chosen && <Questions lang={lang} questions={chosen.questions} values={values} errors={errors} />}
      <PlainPlace {...props} />
      {(chosen?.asset || valueOf(values, 'asset')) && <PlainAsset {...props} />}
      <Sentence {...props} value={valueOf(values, 'description')} />
      <Reporter {...props} mode={valueOf(values, 'reporter')} live={false} />
      <NatureChoice lang={lang} natures={props.natures} nature={nature} error={errors['nature']} />
      <input type="hidden" name="once" value={props.once} />
      <div class="rep-go"><Submit {...props} nature={nature} busy={false} /></div>
    </form>
  );
}

function LiveForm(props: ReportFormProps) {
  const { lang } = props;
  const s = useReport(props);
  const { held, typed, refused } = s;
  const { chosen, place, photos, asset } = held;
  const errors = refused?.fields ?? {};
  const url = (path: string, more: Record<string, string | number | undefined>) => asked(path, { ...(place ? { lon: place.lon.toFixed(6), lat: place.lat.toFixed(6) } : {}), text: typed.description?.slice(0, 200), lang, ...more });
  const proposals = useAnswer<{ suggestions: SuggestedClass[] }>(place || typed.description ? url('/api/reports/suggestions', { nature: typed.nature, limit: 3 }) : undefined)?.suggestions ?? props.proposed;
  const near = useAnswer<{ reports: NearReport[] }>(place ? url('/api/reports/nearby', { class: chosen?.code }) : undefined)?.reports ?? [];
  const assets = useAssets(chosen?.asset ? chosen.code : undefined, place);
  const takeAsset = (one: NearAsset) => s.hold({ asset: one.code, place: { lon: one.lon, lat: one.lat, source: 'asset', words: one.place ?? one.name } });
  const best = proposals[0];
  // Above 80 % it is chosen beforehand, until the reporter chooses.
  useEffect(() => { if (!s.touched && best && best.score >= 0.8) s.hold({ chosen: best }); }, [best?.code, best?.score]);
  const textStop = errors['understood'];
  return (
    <form class="wrap rep" ref={s.box} data-live="" noValidate onInput={s.onInput} onSubmit={s.submit}>
      <SentLater lang={lang} turn={s.turn} />
      {s.back && <Notice icon="cloud" title={f.draftBack(lang)}><button class="link" type="button" onClick={s.startAnew}>{f.draftDrop(lang)}</button></Notice>}
      <Problems lang={lang} errors={textStop ? {} : errors} problem={refused?.title} chosen={chosen} />
      <p class="meta">{props.emergency}</p>
      {chosen?.stopper && <StopNotice lang={lang} stopper={chosen.stopper} error={undefined} understood={false} />}
      {textStop && !chosen?.stopper && <StopNotice lang={lang} stopper={{ text: textStop, phone: null, blocks: false }} error={undefined} understood={false} />}
      <LivePhotos lang={lang} photos={photos} max={props.maxPhotos} error={errorOf(errors, 'photos')} onChange={(next) => s.hold({ photos: next })} onPlace={(at) => s.hold({ place: { ...at, source: 'photo' } })} />
      <LiveClass lang={lang} proposals={proposals} chosen={chosen} error={errorOf(errors, 'class')} nature={typed.nature ?? 'report'} onChoose={s.choose} />
      {chosen && <Questions lang={lang} questions={chosen.questions} values={s.values} errors={errors} />}
      <LivePlace lang={lang} map={props.map} place={place} city={props.city} error={['place', 'lon', 'lat'].map((name) => errorOf(errors, name)).find(Boolean)} onPlace={(next) => s.hold({ place: next })} assets={assets} asset={asset} onAsset={takeAsset} />
      {chosen?.asset && <AssetChoice lang={lang} near={assets} placed={place !== undefined} chosen={asset} error={errorOf(errors, 'asset')} onChoose={takeAsset} />}
      {near.length > 0 && <NearReports lang={lang} reports={near} once={held.once} onDone={s.done} onRefused={s.refuse} />}
      <Sentence lang={lang} errors={errors} value={typed.description ?? ''} />
      <Reporter lang={lang} values={s.values} errors={errors} person={props.person} mode={typed.reporter ?? 'anonymous'} live />
      <NatureChoice lang={lang} natures={props.natures} nature={typed.nature ?? 'report'} error={errors['nature']} />
      {s.kept && <p class="hint row" role="status"><Icon name="cloud" size="xs" />{f.draftKept(lang)}</p>}
      <div class="rep-go"><Submit lang={lang} natures={props.natures} nature={typed.nature ?? 'report'} busy={s.sending} blocked={chosen?.stopper?.blocks} /></div>
    </form>
  );
}

type Typed = Readonly<Record<string, string | undefined>>;

/** State of the living form: what is held, typed, kept and refused, and the ways to change it. */
function useReport(props: ReportFormProps) {
  const box = useRef<HTMLFormElement>(null);
  const [held, setHeld] = useState<Held>(() => ({ once: props.once, photos: [], chosen: props.chosen, place: placeOf(props), asset: valueOf(props.values, 'asset') || undefined }));
  const [typed, setTyped] = useState<Typed>(() => ({ description: valueOf(props.values, 'description'), nature: valueOf(props.values, 'nature') || 'report', reporter: valueOf(props.values, 'reporter') || 'anonymous' }));
  const [values, setValues] = useState(props.values);
  const [refused, refuse_] = useState<Refused | undefined>(props.problem === undefined ? undefined : { title: props.problem, fields: props.errors });
  const [touched, setTouched] = useState(props.chosen !== undefined);
  const [sending, setSending] = useState(false);
  const [kept, setKept] = useState(false);
  const [back, setBack] = useState(false);
  const [turn, setTurn] = useState(0);
  const now = useRef(held);
  now.current = held;
  const hold = (change: Partial<Held>) => setHeld((before) => ({ ...before, ...change }));
  // Once it was sent nothing is kept: a timer that still runs would bring the sent report back as a draft.
  const over = useRef(false);
  const read = () => { const el = box.current; return el && !over.current ? { kept: collect(el, now.current, Date.now()), chosen: now.current.chosen } : undefined; };

  useEffect(() => {
    void restored().then((draft) => {
      if (!draft || draft.kept.photos.length + Object.keys(props.values).length === 0) return void findPosition(hold, now);
      if (Object.keys(props.values).length) return;   // the page was opened for something else
      hold({ once: draft.kept.once, photos: draft.kept.photos, chosen: draft.chosen, place: draft.place, asset: draft.asset });
      setTyped({ description: draft.values['description'], nature: draft.values['nature'] ?? 'report', reporter: draft.values['reporter'] ?? 'anonymous' });
      setValues(draft.values);
      setTouched(draft.chosen !== undefined);
      setBack(true);
    });
  }, []);
  useDraft(read, [held, typed], () => setKept(true));

  const done = (code: string) => { over.current = true; void dropDraft().then(() => location.assign(`/r/${code}`)); };
  // A browser that kept the page alive shows it again as it was: begin anew.
  useEffect(() => {
    const shown = (event: PageTransitionEvent) => { if (event.persisted && over.current) location.reload(); };
    addEventListener('pageshow', shown);
    return () => removeEventListener('pageshow', shown);
  }, []);
  const refuse = async (why: Refused | 'away') => {
    if (why !== 'away') return refuse_(why);
    const report = read()?.kept;
    if (!report || !(await keepForLater(report))) return refuse_({ title: f.failed(props.lang), fields: {} });
    startAnew();
    setTurn((n) => n + 1);
  };
  const startAnew = () => {
    void dropDraft();
    setHeld({ once: freshId(), photos: [], chosen: undefined, place: now.current.place, asset: undefined });
    setTyped({ description: '', nature: 'report', reporter: 'anonymous' });
    setValues({});
    [setTouched, setKept, setBack].forEach((set) => set(false));
    refuse_(undefined);
    scrollTo({ top: 0 });
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const report = read()?.kept;
    if (!report || sending) return;
    setSending(true);
    refuse_(undefined);
    const outcome = await send(report, props.lang);
    setSending(false);
    if (outcome === 'away') return refuse('away');
    if ('code' in outcome) return done(outcome.code);
    refuse_(outcome.refused);
  };
  const onInput = (event: Event) => {
    const { target } = event;
    if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) || target.name === '' || target.name === 'class') return;
    if (['description', 'nature', 'reporter'].includes(target.name)) setTyped((before) => ({ ...before, [target.name]: target.value }));
    else setValues((before) => ({ ...before, [target.name]: target.type === 'checkbox' ? [...new FormData(target.form ?? undefined).getAll(target.name)].map(String) : target.value }));
  };
  return { box, submit, held, hold, typed, values, refused, touched, sending, kept, back, turn, onInput, done, refuse: (why: Refused | 'away') => void refuse(why), startAnew, choose: (chosen: SuggestedClass | undefined) => { setTouched(true); refuse_(undefined); hold({ chosen, asset: undefined }); } };
}

function placeOf({ values }: ReportFormProps): FormPlace | undefined {
  const [lon, lat] = [Number(valueOf(values, 'lon')), Number(valueOf(values, 'lat'))];
  return valueOf(values, 'lon') && Number.isFinite(lon) && Number.isFinite(lat) ? { lon, lat, source: 'pin', words: valueOf(values, 'place') || undefined } : undefined;
}

/** The device's position, when it may be had without asking or once something was photographed. */
async function findPosition(hold: (change: Partial<Held>) => void, now: { readonly current: Held }): Promise<void> {
  const allowed = await navigator.permissions?.query({ name: 'geolocation' }).catch(() => undefined);
  if (allowed?.state === 'denied' || !navigator.geolocation) return;
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    if (!now.current.place) hold({ place: { lon: coords.longitude, lat: coords.latitude, source: 'gps', error: Math.round(coords.accuracy) } });
  }, () => undefined, { enableHighAccuracy: true, timeout: 10_000, maximumAge: 60_000 });
}

/** What is wrong, each with its field; an answer with the question it belongs to. */
function Problems({ lang, problem, errors, chosen }: Pick<ReportFormProps, 'lang' | 'problem' | 'errors' | 'chosen'>) {
  const question = (field: string) => chosen?.questions.find(({ code }) => field === `answer.${code}`)?.label;
  const list = Object.entries(errors).map(([field, text]) => ({ field: field.startsWith('photos') ? 'photos' : field, text: [question(field), text].filter(Boolean).join(lang === 'zh' ? '：' : ': ') }));
  if (problem === undefined) return null;
  return <ErrorSummary title={f.formProblem(lang)} errors={list.length ? list : [{ text: problem }]} />;
}

function Sentence({ lang, errors, value }: Pick<ReportFormProps, 'lang' | 'errors'> & { value: string }) {
  return <Field as="textarea" rows={2} name="description" label={f.words(lang)} note={f.optional(lang)} placeholder={f.wordsHint(lang)} error={errorOf(errors, 'description')} value={value} maxLength={4000} />;
}

function Submit({ lang, natures, nature, busy, blocked }: Pick<ReportFormProps, 'lang' | 'natures'> & { nature: string; busy: boolean; blocked?: boolean | undefined }) {
  const word = natures.find((n) => n.value === nature)?.word ?? '';
  return <Button kind="1" size="l" wide busy={busy} disabled={blocked} busyWords={f.sending(lang)}>{busy ? f.sending(lang) : f.submit(lang, { nature: lang === 'en' ? word.toLowerCase() : word })}</Button>;
}
