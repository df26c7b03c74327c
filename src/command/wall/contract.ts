// What the wall shows, as the server sends it: numbers, words in the reader's language, positions in units of the wall's own map. Shared with the browser.
import { z } from 'zod';
import { FLOW } from './rules.ts';

const moment = z.iso.datetime({ offset: true });
const count = z.number().int().min(0);
const PerHour = z.array(z.number()).length(24);

/** A late case: what, where, whose turn, and what has been done about it. `x`, `y` are null where the position is nobody's to see. */
export const LateCase = z.object({ number: z.string().nullable(), title: z.string(), place: z.string(), unit: z.string(), due: moment, done: z.string(), untouched: z.boolean(), x: z.number().nullable(), y: z.number().nullable() });
export type LateCase = z.output<typeof LateCase>;

/** A step that somebody just made; `arrival` when a case came in by it. */
export const Moved = z.object({ at: moment, clock: z.string(), glyph: z.string(), title: z.string(), where: z.string(), word: z.string(), arrival: z.boolean(), number: z.string() });
export type Moved = z.output<typeof Moved>;

/** One area of the ranking: closed this month, of those within the limit, and what is open now. `place` is its rank from 1, 0 while nothing was closed there. */
export const Ranked = z.object({ code: z.string(), name: z.string(), place: count, onTime: count, closed: count, open: count, late: count });
export type Ranked = z.output<typeof Ranked>;

/** What the same weekday of the last weeks lets expect, reports an hour; `error` is the share by which it would have missed in those weeks. */
export const Forecast = z.object({ weeks: count, mean: PerHour, low: PerHour, high: PerHour, error: z.number() });
export type Forecast = z.output<typeof Forecast>;

export const WallView = z.object({
  /** Now, and when the city's day began. */
  at: moment, day: moment, date: z.string(), release: z.string(), area: z.string(), class: z.string().nullable(),
  late: count, longest: moment.nullable(), soon: count, open: count, yesterday: count, received: count, closed: count, tenMinutes: count,
  flow: z.array(z.object({ key: z.enum(FLOW), n: count })),
  /** Open public cases on the map: ((y * 2048) + x) * 4 + state; 0 event, 1 component, 2 due within the hour, 3 late. Near ones share a dot, the worst state wins. */
  dots: z.array(z.number().int().min(0)), hidden: count,
  lates: z.array(LateCase), arrived: z.array(Moved), stream: z.array(Moved),
  hours: PerHour, hour: count, forecast: Forecast.nullable(),
  month: z.string(), target: z.number(), ranks: z.array(Ranked),
});
export type WallView = z.output<typeof WallView>;
