// What the wall draws over its ground: dots and late labels on the map, and the day by hours with its forecast. SVG, so that the page is whole without a script.
import { duration, number } from '#ground/i18n/format.ts';
import { f, m } from './messages.ts';
import { minutesSince, type PartProps } from './parts.tsx';
import { MAP_HEIGHT, MAP_WIDTH, axis, cut, dotPaths, placeLabel, textWidth, type Label } from './rules.ts';

/** A name that stands on the map, already in the reader's language. */
export interface ShownName { readonly x: number; readonly y: number; readonly text: string; readonly kind: 'area' | 'water' | 'road'; readonly turn: number }

const LABELS = 5;
/** Above this many the dots are drawn smaller. */
const MANY = 900;

export function Situation({ view, names, lang, now }: PartProps & { readonly names: readonly ShownName[] }) {
  const [event, component, soon, late] = dotPaths(view.dots);
  const crowd = view.dots.length > MANY ? ' w-many' : '';
  return (
    <section class="w-over">
      <svg viewBox={`0 0 ${MAP_WIDTH} ${MAP_HEIGHT}`} preserveAspectRatio="xMidYMid slice" role="img" aria-label={m.mapLabel(lang, { open: view.open, soon: view.soon, late: view.late })}>
        <g class={`w-dots${crowd}`}><path class="w-d-event" d={event} /><path class="w-d-part" d={component} /></g>
        <g class="m-labels">{names.map((name) => <text key={name.text} class={name.kind === 'area' ? 'm-al' : name.kind === 'water' ? 'm-wl' : 'm-sm'} text-anchor="middle" dominant-baseline="middle" transform={`translate(${name.x} ${name.y})${name.turn ? ` rotate(${name.turn})` : ''}`}>{name.text}</text>)}</g>
        <g class={`w-dots${crowd}`}><path class="w-d-soon" d={soon} /><path class="w-d-soon-in" d={soon} /><path class="w-d-halo" d={late} /><path class="w-d-white" d={late} /><path class="w-d-late" d={late} /></g>
        <g>{labelsOf(view.lates, names, lang, now).map(({ box, title, over, point }) => (
          <g key={`${box.x} ${box.y}`}><path class="w-d-white" d={point} /><path class="w-d-late" d={point} /><rect class="w-lb" x={box.x} y={box.y} width={box.width} height={box.height} rx="5" />
            <text class="w-l1" x={box.x + 9} y={box.y + 20}>{title}</text><text class="w-l2" x={box.x + 9} y={box.y + 41}>{over}</text></g>
        ))}</g>
      </svg>
      <p class="w-leg legend">
        <span><svg viewBox="0 0 20 12" aria-hidden="true"><path class="w-d-event" d="M10 6h0" /></svg>{m.legendEvent(lang)}</span><span><svg viewBox="0 0 20 12" aria-hidden="true"><path class="w-d-part" d="M10 6h0" /></svg>{m.legendComponent(lang)}</span>
        <span><svg viewBox="0 0 20 12" aria-hidden="true"><circle class="w-warn" cx="10" cy="6" r="4.4" /></svg>{m.soon(lang)}</span><span><svg viewBox="0 0 20 12" aria-hidden="true"><circle class="w-late" cx="10" cy="6" r="4.4" /></svg>{m.late(lang)}</span>
        {view.hidden > 0 && <span class="w-hidden">{m.hidden(lang, { n: number(lang, view.hidden) })}</span>}
      </p>
    </section>
  );
}

interface Shown { readonly box: Label; readonly title: string; readonly over: string; readonly point: string }
/** The longest late first. Labels cover no other late one, no name where there is room beside it; what fits nowhere keeps its point alone. The corners of legend and links stay free. */
function labelsOf(lates: PartProps['view']['lates'], names: readonly ShownName[], lang: PartProps['lang'], now: Date): Shown[] {
  const taken: Label[] = [{ x: 0, y: MAP_HEIGHT - 60, width: 640, height: 60 }, { x: 0, y: 0, width: 320, height: 56 }];
  for (const { x, y } of lates) if (x !== null && y !== null) taken.push({ x: x - 12, y: y - 12, width: 24, height: 24 });
  const written = names.filter((one) => one.turn === 0).map((one): Label => ({ x: one.x - textWidth(one.text) * 12, y: one.y - 14, width: textWidth(one.text) * 24, height: 28 }));
  const shown: Shown[] = [];
  for (const { x, y, title, due } of lates) {
    if (x === null || y === null || shown.length >= LABELS || x < 0 || y < 0 || x > MAP_WIDTH || y > MAP_HEIGHT) continue;
    const [name, over] = [cut(title, 10), m.over(lang, { time: duration(lang, minutesSince(due, now)) })];
    const width = Math.max(textWidth(name), textWidth(over)) * 18 + 20;
    const box = placeLabel(x, y, width, 50, [...taken, ...written]) ?? placeLabel(x, y, width, 50, taken);
    if (!box) continue;
    taken.push(box);
    shown.push({ box, title: name, over, point: `M${x} ${y}h0` });
  }
  return shown;
}

const CHART = { width: 940, left: 46, right: 930, top: 24, bottom: 168 };
/** Bars of today over the band that the past weeks let expect; the fullest hour is named. */
export function Hours({ view, lang }: Omit<PartProps, 'now'>) {
  const { hours, forecast, hour } = view;
  const most = Math.max(...hours, ...(forecast?.high ?? []), 3);
  const { top, step } = axis(most);
  const x = (at: number) => CHART.left + ((at + 0.5) * (CHART.right - CHART.left)) / 24;
  const y = (n: number) => Math.round((CHART.bottom - (n / top) * (CHART.bottom - CHART.top)) * 10) / 10;
  const peak = hours.indexOf(Math.max(...hours));
  const lines = Array.from({ length: Math.round(top / step) }, (_, at) => (at + 1) * step);
  const line = (values: readonly number[]) => values.map((n, at) => `${x(at).toFixed(1)} ${y(n)}`);
  return (
    <section class="w-hours">
      <h2>{m.hours(lang)}<span title={f.forecast(lang)}>{forecast ? m.band(lang, { weeks: forecast.weeks, error: Math.round(forecast.error * 100) }) : m.noForecast(lang)}</span></h2>
      <svg class="chart" viewBox="0 0 940 200" role="img" aria-label={m.hoursSpoken(lang, { hour: peak, n: hours[peak] ?? 0 })}>
        <path class="c-grid" d={[0, ...lines].map((n) => `M${CHART.left} ${y(n)}H${CHART.right}`).join('')} />
        {forecast && <path class="c-band" d={`M${line(forecast.high).join('L')}L${line(forecast.low).toReversed().join('L')}Z`} />}
        {hours.map((n, at) => (at > hour ? null : <rect key={at} class={barClass(at, peak, hour, n)} x={(x(at) - 12.5).toFixed(1)} y={y(n)} width="25" height={Math.max(0, CHART.bottom - y(n))} rx="1.5" />))}
        {forecast && <path class="c-line-2" d={`M${line(forecast.mean).join('L')}`} />}
        {(hours[peak] ?? 0) > 0 && <text class="c-ink c-mid" x={x(peak)} y={y(hours[peak] ?? 0) - 7}>{number(lang, hours[peak] ?? 0)}</text>}
        {lines.map((n) => <text key={n} class="c-end" x={CHART.left - 8} y={y(n) + 6}>{number(lang, n)}</text>)}
        {[0, 4, 8, 12, 16, 20].map((at) => <text key={at} class="c-mid" x={x(at)} y="192">{m.hourTick(lang, { n: at })}</text>)}
      </svg>
    </section>
  );
}

/** The hour that is still running is drawn as an outline: it is not over. */
function barClass(at: number, peak: number, hour: number, n: number): string {
  if (at === hour) return 'c-bar-now';
  return at === peak && n > 0 ? 'c-bar-hi' : 'c-bar-on';
}
