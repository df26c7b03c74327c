// The panel of the case page: the one step that is next as an open form with the page's filled button, the rest as ways to their forms.
// Which form is open stands in the address (?do=suspend), so it works without JavaScript and a link shows the same thing to a colleague.
import { Button, Clock, ErrorSummary, LinkButton, Ruler } from '#ground/pages/parts.tsx';
import type { FormState } from '#ground/http/context.ts';
import { is } from '#ground/identity/index.ts';
import { ACTIONS } from './actions.ts';
import { actsFor, act, turn, type Act } from './desk-acts.ts';
import { d } from './desk-messages.ts';
import type { Desk } from './desk-view.ts';
import { ActFields } from './page-fields.tsx';
import type { PanelProps } from './page-text.tsx';
import type { CaseFile } from './reading.ts';
import { staffActor } from './acting.ts';
import { clockView, clockWord, stageClock, timeView } from './words.ts';

export function ActPanel(props: PanelProps) {
  const { file, desk, viewer, asked, refused } = props;
  const { lang } = desk;
  const { next, others } = actsFor(file, staffActor(viewer));
  const wanted = others.find((one) => one.verb === asked);
  const open = refused && refused !== 'note' ? act(refused) : (wanted ?? next);
  const rest = [...(next && open?.verb !== next.verb ? [next] : []), ...others.filter((one) => one.verb !== open?.verb)];
  const waits = next ? undefined : turn(file);
  return (
    <aside class="case-act" aria-label={d.acts(lang)} id="act">
      <section class="card act">
        {open ? <OpenAct {...props} open={open} /> : <h2>{d.acts(lang)}</h2>}
        {waits && <p>{d.turnOf(lang, { act: waits.act, who: whose(file, desk, waits.who) })}</p>}
        {!next && !waits && others.length === 0 && <p>{d.turnOver(lang)}</p>}
        {rest.length > 0 && <div class="act-more">{rest.map((one) => <LinkButton key={one.verb} href={`?do=${one.verb}#act`} hotkey={one.hotkey?.toUpperCase()}>{titleOf(one, file, lang)}</LinkButton>)}</div>}
        {is(viewer, 'dispatcher') && !is(viewer, 'acceptor') && <p class="meta">{d.commandLimits(lang)}</p>}
      </section>
      <Clocks file={file} desk={desk} />
    </aside>
  );
}

function OpenAct(props: PanelProps & { open: Act }) {
  const { file, desk, viewer, form, open, refused, back } = props;
  const { lang } = desk;
  const state: FormState = refused === open.verb ? form : { values: {}, errors: {}, problem: undefined };
  const photos = open.verb === 'feedback' || open.verb === 'check' || open.verb === 'verify';
  const ready = open.verb !== 'file' || (file.class !== null && desk.tools.classes.standards(file.class).length > 0);
  return (
    <form method="post" action={`/cases/${encodeURIComponent(file.number)}/${ACTIONS[open.verb].noun}`} class="stack" encType={photos ? 'multipart/form-data' : undefined} data-guard="">
      <h2>{titleOf(open, file, lang)}</h2>
      {state.problem && <ErrorSummary title={d.formRefused(lang)} errors={problems(state)} />}
      <ActFields {...props} verb={open.verb} state={state} />
      {ready && <Button kind="1" wide hotkey={open.hotkey?.toUpperCase()} busyWords={d.busy(lang)}>{titleOf(open, file, lang)}</Button>}
      <input type="hidden" name="_key" value={viewer.formKey} /><input type="hidden" name="seen" value={file.last_step} />
      {back && <input type="hidden" name="back" value={back} />}
    </form>
  );
}

const problems = (state: FormState): { field?: string; text: string }[] => {
  const fields = Object.entries(state.errors).map(([field, text]) => ({ field, text }));
  return fields.length ? fields : [{ text: state.problem ?? '' }];
};

const titleOf = (one: Act, file: CaseFile, lang: Desk['lang']): string => (one.verb === 'dispatch' && file.dispatched_at ? d.againDispatch : one.title)(lang);

function whose(file: CaseFile, desk: Desk, who: 'supervision' | 'command' | 'officer' | 'unit'): string {
  if (who === 'unit') return file.lead ? desk.unit(file.lead) : d.supervisionCentre(desk.lang);
  if (who === 'supervision') return desk.unit(file.supervision);
  if (who === 'command') return desk.unit(file.command);
  return file.officer ? (file.officers.find((one) => one.id === file.officer)?.name ?? d.anOfficer(desk.lang)) : d.anOfficer(desk.lang);
}

function Clocks({ file, desk }: { file: CaseFile; desk: Desk }) {
  const { lang, now } = desk;
  const name = stageClock(file.stage, file.nature);
  const started = name && file.clocks.findLast((one) => one.clock === name && !one.ended_at)?.started_at;
  const stage = clockView({ ...file, clock_started_at: started }, now, lang);
  const whole = file.due_at && !file.closed_at ? timeView({ due: file.due_at, amber: file.amber_at, started: file.received_at, suspended: file.suspended_at }, d.clockWhole, now, lang) : undefined;
  const rows = [...(stage && name ? [{ word: clockWord(name)(lang), view: stage }] : []), ...(whole ? [{ word: d.clockWhole(lang), view: whole }] : [])];
  return (
    <section class="card card-p">
      <h3>{d.clocks(lang)}</h3>
      {rows.length === 0 ? <p class="meta">{d.noClocks(lang)}</p> : (
        <dl class="clk">
          {rows.map(({ word, view }) => <div key={word}><dt>{word}</dt><dd><Ruler used={view.used} state={view.state} label={d.clockUsed(lang, { clock: word, words: view.words })} /></dd><dd><Clock state={view.state} words={view.words} spoken={view.spoken} /></dd></div>)}
        </dl>
      )}
    </section>
  );
}
