// How soon a change is seen while tiles are asked for without pause. In a process of its own, as it brings its own server.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { serve } from '#ground/http/serve.ts';
import { testApp } from '#test/app.ts';
import { startCluster } from '#test/cluster.ts';
import { needs } from '#test/needs.ts';
import { openCase } from './cases.fixture.ts';

/** Asks without pause until told to stop; answers how many were answered by 200. */
const HAMMER = `const { parentPort, workerData: { addresses, connections } } = require('node:worker_threads');
  let running = true, answered = 0;
  parentPort.once('message', () => { running = false; });
  Promise.all(Array.from({ length: connections }, async (_, i) => {
    while (running) { const answer = await fetch(addresses[i % addresses.length]); await answer.arrayBuffer(); if (answer.status === 200) answered++; }
  })).then(() => parentPort.postMessage(answered));`;
const [FAR, NEAR] = ['10/848/419', '14/13576/6712'] as const;

test('a changed case is in its tile within two seconds while sixteen connections hammer the tiles', { timeout: 120_000 }, async (t) => {
  if (!needs(t, 'postgres')) return;
  // A server of its own: transactions of other tests withhold the outbox.
  const cluster = await startCluster();
  process.env['COMIS_TEST_PG'] = cluster.url;
  const app = await testApp(t);
  for (let i = 0; i < 300; i++) await openCase(app, { lon: 118.301 + (i % 20) / 2000, lat: 30.901 + Math.floor(i / 20) / 2000 });
  const listening = await serve(app.app, { port: 0, host: '127.0.0.1' });
  t.after(() => listening.close());
  t.after(() => cluster.stop());   // after the house, which closed first
  const origin = `http://127.0.0.1:${listening.port}`;
  const counted = async () => { const layer = new VectorTile(new PbfReader(new Uint8Array(await (await app.request(`/tiles/cases/${FAR}.mvt`)).arrayBuffer()))).layers['cells']; return Array.from({ length: layer?.length ?? 0 }, (_, i) => Number(layer?.feature(i).properties['n'])).reduce((a, b) => a + b, 0); };
  assert.equal(await counted(), 300);
  // In a thread of its own: who asks costs the city no time.
  const hammer = new Worker(HAMMER, { eval: true, workerData: { addresses: [FAR, NEAR].map((at) => `${origin}/tiles/cases/${at}.mvt`), connections: 16 } });
  t.after(() => hammer.terminate());
  const waits: number[] = [];
  try {
    for (let i = 1; i <= 5; i++) {
      await openCase(app, { lon: 118.3015 });
      const started = performance.now();
      app.ground.pump.nudge();
      while ((await counted()) !== 300 + i) {
        assert.ok(performance.now() - started < 2000, 'within two seconds');
        app.ground.pump.nudge();   // the pump of a test does not look by itself
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      waits.push(performance.now() - started);
    }
  } finally {
    hammer.postMessage('stop');
  }
  const answered = await new Promise<unknown>((resolve) => { hammer.once('message', resolve); });
  t.diagnostic(`${String(answered)} tiles meanwhile, changes shown after ${waits.map(Math.round).join(', ')} ms`);
  assert.ok(Number(answered) > 100, 'nobody hammered');
});
