// /api/sensors.geojson: things in a box with their latest values, for our maps and anybody's.
import { z } from 'zod';
import { readBbox } from '#ground/geo/read.ts';
import { route } from '#ground/http/route.ts';
import { isoTime } from '#ground/i18n/format.ts';
import { sensingLists } from '../provisioning/lists.ts';
import { FilterQuery } from './map-page.tsx';
import { m } from './messages.ts';
import { newestOf } from './parts.tsx';
import { sensorsInBox, streamsOf, type StreamRow } from './store.ts';
import { ageText, kindWord, latestText, streamWord, thingName, unitOf } from './words.ts';

const [MOST, READINGS] = [2000, 6];

export const sensorPoints = route({
  method: 'GET', path: '/api/sensors.geojson', who: 'everyone', open: true, summary: 'Sensors in a box with their latest values, as GeoJSON points',
  about: `At most ${MOST}, in no order; \`truncated\` tells when there are more. \`streams\` are the first ${READINGS} of each thing with value, unit, time (phenomenonTime) and whether it is stale. Filter by \`kind\` and \`property\` (name of the ObservedProperty). Everything of a thing: /sta/v1.1/Things(id).`,
  query: z.object({ bbox: z.string().max(120), ...FilterQuery }),
  async handle({ db, query, lang, now }) {
    const want = { sees: 'public' as const, kind: query.kind, property: query.property, text: query.q };
    const [lists, found] = await Promise.all([sensingLists(db), sensorsInBox(db, { ...want, bbox: readBbox(query.bbox), limit: MOST + 1 })]);
    const things = found.slice(0, MOST);
    const streams = Map.groupBy(await streamsOf(db, things.map(({ id }) => id), READINGS, now), ({ thing }) => thing);
    const features = things.map((thing) => {
      const own = streams.get(thing.id) ?? [];
      const newest = newestOf(own);
      const stale = !newest || own.some((one) => one.stale);
      const line = (one: StreamRow) => [streamWord(lang, lists, one), latestText(lang, one), one.stale && m.stale(lang)].filter(Boolean).join(' ');
      return {
        type: 'Feature', id: thing.id, geometry: { type: 'Point', coordinates: [thing.lon, thing.lat] },
        properties: {
          id: String(thing.id), title: thingName(lang, thing), kind: thing.kind, href: `/sensors/${thing.id}`, glyph: stale ? 'paused' : 'check', clock: stale ? 'warn' : 'ok', stale,
          lines: [kindWord(lang, lists, thing.kind), ...own.filter((one) => one.last_time).map(line), newest ? ageText(lang, newest, now) : m.noValue(lang)].filter(Boolean),
          streams: own.map((one) => ({ id: one.id, name: one.name, property: one.properties.map(({ name }) => name).join(', '), unit: unitOf(one), value: one.number ?? one.result ?? null, time: one.last_time && isoTime(one.last_time), stale: one.stale })),
        },
      };
    });
    return new Response(JSON.stringify({ type: 'FeatureCollection', ...(found.length > MOST && { truncated: true }), features }), { headers: { 'content-type': 'application/geo+json; charset=utf-8' } });
  },
});
