// What the public page and the desk share: a closure in a line, signs of state and flow.
import type { Ctx } from '#ground/http/context.ts';
import { dateTime, fullDate, clockTime } from '#ground/i18n/format.ts';
import { pick, type Lang } from '#ground/i18n/index.ts';
import { Glyph } from '#ground/pages/icons.tsx';
import { Item, Tag } from '#ground/pages/parts.tsx';
import type { Closure, Level } from './contract.ts';
import { m } from './messages.ts';
import { stateOf } from './rules.ts';

type Shown = Pick<Ctx, 'lang' | 'now' | 'site'>;
/** Shape and word, never colour alone. */
const SHAPES = { free: 'done', slow: 'work', jammed: 'sent', unknown: 'paused' } as const;
export const LevelSign = ({ level, lang }: { level: Level; lang: Lang }) => <span class="row nowrap"><Glyph name={SHAPES[level]} /> {level === 'jammed' ? <b>{m[level](lang)}</b> : m[level](lang)}</span>;

const when = ({ lang, site, now }: Shown, at: Date): string => (Math.abs(at.getTime() - now.getTime()) > 180 * 86_400_000 ? `${fullDate(lang, site.zone, at)} ${clockTime(lang, site.zone, at)}` : dateTime(lang, site.zone, at));
export const spanOf = (ctx: Shown, { starts_at, ends_at, ended_at }: Closure): string => {
  const end = ended_at ?? ends_at;
  return end ? m.fromTo(ctx.lang, { from: when(ctx, starts_at), to: when(ctx, end) }) : `${m.fromOn(ctx.lang, { from: when(ctx, starts_at) })}${ctx.lang === 'zh' ? '，' : ', '}${m.until(ctx.lang)}`;
};

export function ClosureLine({ ctx, closure: c, href }: { ctx: Shown; closure: Closure; href?: string }) {
  const { lang, now } = ctx;
  const state = stateOf(c, now);
  const detour = c.detour === null ? undefined : m.detourIs(lang, { text: pick(lang, { zh: c.detour, en: c.detour_en }) });
  return (
    <Item {...(href ? { href } : {})} title={`${pick(lang, { zh: c.road, en: c.road_en })} · ${m[c.direction](lang)}`} meta={<>{pick(lang, { zh: c.reason, en: c.reason_en })}{detour && <><br />{detour}</>}</>} aside={spanOf(ctx, c)}
      signs={<><Tag tone={state === 'active' && c.kind === 'closed' ? 'back' : undefined}>{m[c.kind](lang)}</Tag><Tag>{m[state](lang)}</Tag></>} />
  );
}
