// Sheet: natures, stages, clocks, colours, icons.
import type { Lang } from '#ground/i18n/index.ts';
import { Badge, Clock, GLYPHS, Icon, ICONS, Live, Ruler, Seal, Stage, Tag, type GlyphName, type Nature } from '../parts.tsx';
import { Sample, Section } from './frame.tsx';
import { m } from './messages.ts';

interface Props { lang: Lang }

const natures = (lang: Lang): [Nature, string, string][] => [
  ['report', m.reportSeal(lang), m.reportWord(lang)], ['complaint', m.complaintSeal(lang), m.complaintWord(lang)], ['help', m.helpSeal(lang), m.helpWord(lang)],
  ['ask', m.askSeal(lang), m.askWord(lang)], ['idea', m.ideaSeal(lang), m.ideaWord(lang)], ['praise', m.praiseSeal(lang), m.praiseWord(lang)],
];

const stageWords = (lang: Lang): Record<GlyphName, string> => ({
  new: m.sNew(lang), filed: m.sFiled(lang), sent: m.sSent(lang), work: m.sWork(lang), fed: m.sFed(lang), check: m.sCheck(lang),
  done: m.sDone(lang), back: m.sBack(lang), paused: m.sPaused(lang), void: m.sVoid(lang),
});

export function SignSection({ lang }: Props) {
  return (
    <Section name="signs" lang={lang}>
      <Sample title={m.natureNote(lang)}><NatureRow lang={lang} /></Sample>
      <Sample title={m.stageNote(lang)}><StageRow lang={lang} /></Sample>
      <Sample title={m.clockNote(lang)}><ClockRow lang={lang} /></Sample>
      <Sample title={m.rulerNote(lang)}>
        <div class="sh-rul">
          <Ruler used={0.42} label={m.ruler(lang, { p: 42 })} />
          <Ruler used={0.86} state="warn" label={m.ruler(lang, { p: 86 })} />
          <Ruler used={1.18} state="late" label={m.ruler(lang, { p: 118 })} />
        </div>
      </Sample>
      <Sample title={m.people(lang)}>
        <div class="row row-wrap">
          <Tag>{m.people(lang)}</Tag><Tag tone="info">{m.similar(lang)}</Tag><Tag tone="back">{m.sBack(lang)}</Tag>
          <Badge count={14} on label={m.queueCount(lang)} /><Badge count={6} />
          <Live words={m.live(lang)} /><Live words={m.away(lang)} away />
        </div>
      </Sample>
    </Section>
  );
}

function NatureRow({ lang }: Props) {
  return <div class="row row-wrap sh-n">{natures(lang).map(([nature, char, word]) => <span class="row nowrap" key={nature}><Seal nature={nature} char={char} />{word}</span>)}</div>;
}

function StageRow({ lang }: Props) {
  const words = stageWords(lang);
  return <div class="row row-wrap sh-st">{GLYPHS.map((glyph) => <Stage key={glyph} glyph={glyph} word={words[glyph]} />)}</div>;
}

function ClockRow({ lang }: Props) {
  return (
    <div class="row row-wrap sh-ck">
      <Clock words={m.left(lang)} /><Clock state="warn" words={m.nearly(lang)} spoken={m.spoken(lang)} /><Clock state="late" words={m.over(lang)} /><Clock state="paused" words={m.stopped(lang)} />
    </div>
  );
}

const SWATCHES = ['ink', 'ink-3', 'line-strong', 'accent', 'accent-soft', 'amber', 'red', 'done', 'back', 'info', 'd-1', 'd-2', 'd-3', 'd-4', 'd-5'] as const;

export function ColourSection({ lang }: Props) {
  return (
    <Section name="colours" lang={lang}>
      <ul class="sh-sw">
        {SWATCHES.map((name) => (
          <li key={name}><svg viewBox="0 0 40 24" aria-hidden="true"><rect class={`sw-${name}`} width="40" height="24" rx="4" /></svg><code class="code">--{name}</code></li>
        ))}
      </ul>
      <Sample title={m.bothThemes(lang)} wide>
        <div class="sh-themes">
          {(['light', 'dark', 'sun', 'wall'] as const).map((theme) => (
            <div class="sh-theme" data-theme={theme} key={theme}>
              <p class="strong">{m[theme](lang)}</p><NatureRow lang={lang} /><StageRow lang={lang} /><ClockRow lang={lang} />
            </div>
          ))}
        </div>
      </Sample>
    </Section>
  );
}

export function IconSection({ lang }: Props) {
  return (
    <Section name="icons" lang={lang}>
      <ul class="sh-ic">{ICONS.map((name) => <li key={name}><Icon name={name} /><span class="meta">{name}</span></li>)}</ul>
    </Section>
  );
}
