// The main journey on the embedded database: a report becomes a closed case, the reporter sees every step, rates it and reopens it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { feedback, step } from '#city/cases/cases.fixture.ts';
import { photoFile } from '#serve/reports/photos.fixture.ts';
import { testApp, type TestApp } from '#test/app.ts';

const Receipt = z.object({ number: z.string(), code: z.string() });
const CaseOut = z.object({ stage: z.string(), solved: z.boolean().nullable(), reopened: z.number() });
const Public = z.object({ number: z.string(), stage: z.string(), outcome: z.string().nullable(), photos: z.array(z.object({ role: z.string(), url: z.string() })), steps: z.array(z.object({ verb: z.string() })) });

test('embedded: from the report to the closure, the rating and the reopening', async (t) => {
  const app = await testApp(t, { embedded: true });
  assert.equal(app.db.kind, 'embedded');
  const { number, code } = await report(app);
  const receipt = async () => (await app.request(`/r/${code}?lang=en`)).text();
  assert.match(await receipt(), new RegExp(number));
  await take(app, number, [
    ['acceptor', 'filing', { standard: 'E0406-1' }, 'filed'], ['dispatcher', 'dispatch', { unit: 'law1' }, 'handling'], ['handler', 'signature', {}, 'handling'],
  ]);
  assert.equal((await feedback(app, 'handler', number)).status, 200);
  await take(app, number, [
    ['acceptor', 'check-order', {}, 'checking'], ['officer', 'check', { passed: true }, 'checked'], ['acceptor', 'closure', { outcome: 'resolved', note: '现场已恢复' }, 'closed'],
  ]);
  const published = Public.parse(await app.json(`/api/reports/${number}`));
  assert.deepEqual([published.stage, published.outcome], ['closed', 'resolved']);
  assert.deepEqual(published.steps.map((one) => one.verb).filter((verb) => ['receive', 'file', 'dispatch', 'feedback', 'check', 'close'].includes(verb)).toSorted(), ['check', 'close', 'dispatch', 'feedback', 'file', 'receive']);
  assert.deepEqual(published.photos.map((photo) => photo.role).toSorted(), ['after', 'photo']);
  for (const photo of published.photos) assert.equal((await app.request(new URL(photo.url, 'http://localhost').pathname)).status, 200);
  const asked = z.array(z.object({ service_request_id: z.string(), status: z.string() })).parse(await app.json('/open311/v2/requests.json'));
  assert.deepEqual(asked, [{ service_request_id: number, status: 'closed' }]);
  assert.equal((await app.request(`/r/${code}/rating`, { form: { solved: 'yes', stars: '4' } })).status, 303);
  const rated = CaseOut.parse(await app.json(`/api/cases/${number}`, { as: 'acceptor' }));
  assert.deepEqual([rated.stage, rated.solved], ['closed', true]);
  assert.equal((await app.request(`/r/${code}/reopening`, { form: { reason: '又来摆摊了' } })).status, 303);
  const reopened = CaseOut.parse(await app.json(`/api/cases/${number}`, { as: 'acceptor' }));
  assert.deepEqual([reopened.stage, reopened.reopened], ['received', 1]);
});

async function report(app: TestApp): Promise<z.output<typeof Receipt>> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ class: 'E0406', description: '水果摊占满人行道，轮椅过不去', lon: '118.301', lat: '30.901' })) form.set(name, value);
  form.append('photos', await photoFile('before.jpg', { at: { lon: 118.301, lat: 30.901 } }));
  return Receipt.parse(await app.json('/api/reports', { method: 'POST', form }));
}

/** Takes the steps in order: who, noun, body, and the stage it has to lead to. */
async function take(app: TestApp, number: string, steps: readonly (readonly [as: string, noun: string, body: Record<string, unknown>, stage: string])[]): Promise<void> {
  for (const [as, noun, body, stage] of steps) {
    const answer = await step(app, as, number, noun, body);
    const text = await answer.text();
    assert.equal(answer.status, 200, `${noun}: ${text}`);
    assert.equal(z.object({ stage: z.string() }).parse(JSON.parse(text)).stage, stage, noun);
    app.clock.advance(10);
  }
}
