import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshDatabase, freshEmbedded } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { groundHouse } from '../http/house.fixture.ts';
import { openJobs, type Job } from './index.ts';

const until = async (done: () => boolean, seconds = 20) => { for (let i = 0; i < seconds * 20 && !done(); i++) await new Promise((resolve) => setTimeout(resolve, 50)); assert.ok(done(), 'in time'); };

test('held jobs are kept to be looked at and run by hand, also those they send', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { ground } = await groundHouse(t, {});
  const done: string[] = [];
  const jobs: Job[] = [
    { name: 'one', run: async (g) => { done.push('one'); await g.jobs.send('two', { n: 2 }); } },
    { name: 'two', run: async (_, data) => { done.push(`two ${JSON.stringify(data)}`); } },
  ];
  await ground.jobs.send('one', {});
  assert.ok('runAll' in ground.jobs && typeof ground.jobs.runAll === 'function');
  await ground.jobs.runAll(ground, jobs);
  assert.deepEqual(done, ['one', 'two {"n":2}']);
});

for (const kind of ['server', 'embedded'] as const) {
  test(`a job is done, a failing one again, a second with the same key once, what waits survives a restart (${kind})`, async (t) => {
    if (!needs(t, 'postgres')) return;
    const { ground } = await groundHouse(t, {});
    const db = kind === 'server' ? await freshDatabase(t, { migrate: [] }) : await freshEmbedded(t, { migrate: [] });
    const errors: unknown[] = [];
    const done: string[] = [];
    let tries = 0;
    const jobs: Job<{ n?: number }>[] = [
      { name: 'letter', run: async (_, { n }) => { done.push(`letter ${n}`); } },
      { name: 'flaky', run: async () => { tries++; if (tries === 1) throw new Error('not now'); } },
    ];
    const before = await openJobs(db, (error) => errors.push(error));
    await before.send('letter', { n: 1 });
    await before.send('letter', { n: 2 }, { key: 'same' });
    await before.send('letter', { n: 3 }, { key: 'same' });
    await before.send('letter', { n: 4 }, { after: new Date(Date.now() + 3_600_000) });
    await before.send('flaky', {});
    await before.stop();
    const after = await openJobs(db, (error) => errors.push(error));
    t.after(() => after.stop());
    await after.work(ground, jobs);
    await until(() => done.length >= 2 && tries >= 2, 180);
    assert.deepEqual(done.toSorted(), ['letter 1', 'letter 2']);
  });
}
