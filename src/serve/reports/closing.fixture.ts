// A report driven through the seven steps by the people of the small city's east.
import assert from 'node:assert/strict';
import type { TestApp } from '#test/app.ts';
import { photoFile } from './photos.fixture.ts';

export const STALL = { class: 'E0406', description: '水果摊占满人行道，轮椅过不去', lon: 118.302, lat: 30.902, place: '滨江路 128 号' };
export interface Reported { readonly number: string; readonly code: string }

/** Reports through the API; returns number and receipt code. */
export const reported = async (app: TestApp, fields: Record<string, unknown> = {}, as?: string): Promise<Reported> =>
  (await app.json('/api/reports', { json: { ...STALL, ...fields }, ...(as ? { as } : {}) })) as Reported;

/** One step by somebody; `photo` attaches one. */
export async function step(app: TestApp, as: string, number: string, noun: string, body: Record<string, unknown> = {}, photo = false): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) form.set(name, String(value));
  if (photo) form.set('photos', await photoFile('after.jpg', { colour: '#406080' }));
  const response = photo ? await app.request(`/api/cases/${number}/${noun}`, { as, method: 'PUT', form }) : await app.request(`/api/cases/${number}/${noun}`, { as, method: 'PUT', json: body });
  assert.equal(response.status, 200, `${noun} by ${as}: ${await response.clone().text()}`);
}

/** Filed, dispatched, handled, checked, closed. Every step a few minutes after the other. */
export async function close(app: TestApp, number: string): Promise<void> {
  const steps: [string, string, Record<string, unknown>, boolean][] = [
    ['acceptor', 'filing', { standard: 'E0406-1' }, false], ['dispatcher', 'dispatch', { unit: 'law1' }, false], ['handler', 'signature', {}, false], ['handler', 'feedback', { note: '劝离 2 个水果摊' }, true],
    ['acceptor', 'check-order', {}, false], ['officer', 'check', { passed: 'yes', note: '现场已恢复' }, false], ['acceptor', 'closure', { outcome: 'resolved', note: '现场已恢复，该路段列入巡查。' }, false],
  ];
  for (const [as, noun, body, photo] of steps) {
    app.clock.advance(5);
    await step(app, as, number, noun, body, photo);
  }
}
