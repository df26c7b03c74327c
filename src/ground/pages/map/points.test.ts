import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PointCollection } from './basemap.ts';
import type { LiveMap } from './maplibre.ts';
import { showPoints } from './points.ts';

const point = (id: string): PointCollection => ({ type: 'FeatureCollection', features: [{ type: 'Feature', geometry: { type: 'Point', coordinates: [118.3, 30.9] }, properties: { id, title: id, glyph: 'new', clock: 'ok' } }] });

/** A map whose ground can be taken away: adding to one without a ground throws, as MapLibre does. */
function groundless() {
  let sources = new Map<string, { data: PointCollection; setData(data: PointCollection): void }>();
  let styled = true;
  const restyled = new Set<() => void>();
  const map = {
    getSource: (id: string) => sources.get(id),
    addSource(id: string, { data }: { data: PointCollection }) {
      if (!styled) throw new Error('Style is not done loading.');
      const source = { data, setData(next: PointCollection) { source.data = next; } };
      sources.set(id, source);
    },
    addLayer() { if (!styled) throw new Error('Style is not done loading.'); },
  };
  const live = { map, restyled, styled: () => styled, paint: () => ({}), shift: { out: (at: unknown) => at, back: (at: unknown) => at }, remove() {} } as unknown as LiveMap;
  return {
    live, shown: () => [...sources.values()].flatMap((source) => source.data.features.map((one) => one.properties.id)),
    leave() { styled = false; sources = new Map(); },
    come() { styled = true; for (const draw of restyled) draw(); },
  };
}

test('points that arrive while the ground comes anew are shown when it has come, the newest of them, once', () => {
  const { live, shown, leave, come } = groundless();
  showPoints(live, point('a'), undefined);
  assert.deepEqual(shown(), ['a']);
  leave();
  showPoints(live, point('b'), undefined);
  showPoints(live, point('c'), undefined);
  come();
  assert.deepEqual(shown(), ['c']);
  showPoints(live, point('d'), undefined);
  assert.deepEqual(shown(), ['d']);
  leave();
  come();
  assert.deepEqual(shown(), ['d'], 'a new theme forgets nothing');
});

test('points that are there before the first ground wait for it', () => {
  const { live, shown, leave, come } = groundless();
  leave();
  showPoints(live, point('a'), undefined);
  assert.deepEqual(shown(), []);
  come();
  assert.deepEqual(shown(), ['a']);
});
