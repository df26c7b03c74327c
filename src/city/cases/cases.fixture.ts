// Cases for tests: opened as a report would open them, in one statement, and walked by the people of the small city.
import { sql } from '#ground/db/index.ts';
import { z } from 'zod';
import type { TestApp } from '#test/app.ts';
import { receive } from './accepting.ts';
import { centresOf, cityTools, expectedLimit } from './context.ts';
import type { Nature, Source } from './contract.ts';
import { locate } from './locating.ts';
import { openingCtes } from './opening.ts';

export interface Sample { nature?: Nature; source?: Source; class?: string | null; title?: string; description?: string; lon?: number; lat?: number; place?: string; visibility?: 'public' | 'private' }

/** Opens a case at the app's present time; returns its number. East district, street vending, unless said otherwise. */
export async function openCase(app: Pick<TestApp, 'db' | 'clock'>, sample: Sample = {}): Promise<string> {
  const tools = await cityTools(app.db);
  const now = app.clock.now();
  const at = { lon: sample.lon ?? 118.301, lat: sample.lat ?? 30.901 };
  const { path } = locate(tools, at);
  const code = sample.class === undefined ? 'E0406' : sample.class;
  const nature = sample.nature ?? 'report';
  const change = receive({ nature, class: code, path: [...path], ...centresOf(tools, path), handling: expectedLimit(tools, code) }, tools.timer, now);
  const opening = openingCtes({
    change, nature, source: sample.source ?? 'web', title: sample.title ?? '占道经营，水果摊占满人行道', description: sample.description ?? '水果摊占满人行道，轮椅过不去', point: at, publicPoint: at, accuracy: null,
    place: sample.place ?? '滨江路 128 号', asset: null, visibility: sample.visibility ?? 'public', actor: { person: null, role: 'reporter', organisation: null }, note: null, at: now, pattern: tools.settings.caseNumber, zone: tools.settings.zone,
  });
  const { number } = await app.db.one(z.object({ number: z.string() }), sql`with ${opening} select number from opened`);
  return number;
}

/** A small picture, as a phone would send it. */
export async function picture(): Promise<File> {
  const { default: sharp } = await import('sharp');
  const bytes = await sharp({ create: { width: 320, height: 240, channels: 3, background: '#7a8f6a' } }).jpeg().toBuffer();
  return new File([new Uint8Array(bytes)], 'after.jpg', { type: 'image/jpeg' });
}

/** A step by its noun, through the API; the answer whatever it is. */
export function step(app: TestApp, as: string, number: string, noun: string, body: Record<string, unknown> = {}): Promise<Response> {
  return app.request(`/api/cases/${number}/${noun}`, { as, method: 'PUT', json: body });
}

/** Feedback with its after-photo, as a form. */
export async function feedback(app: TestApp, as: string, number: string, note = '摊位已清走', photos = 1): Promise<Response> {
  const form = new FormData();
  form.set('note', note);
  for (let i = 0; i < photos; i++) form.append('photos', await picture());
  return app.request(`/api/cases/${number}/feedback`, { as, method: 'PUT', form });
}

/** The whole way of a report that is found as told, up to (and with) the step named. */
export async function walk(app: TestApp, number: string, to: 'filing' | 'dispatch' | 'signature' | 'feedback' | 'check-order' | 'check' | 'closure', standard = 'E0406-1'): Promise<void> {
  const way: [string, () => Promise<Response>][] = [
    ['filing', () => step(app, 'acceptor', number, 'filing', { standard })], ['dispatch', () => step(app, 'dispatcher', number, 'dispatch', { unit: 'law1' })], ['signature', () => step(app, 'handler', number, 'signature')],
    ['feedback', () => feedback(app, 'handler', number)], ['check-order', () => step(app, 'acceptor', number, 'check-order')], ['check', () => step(app, 'officer', number, 'check', { passed: true })],
    ['closure', () => step(app, 'acceptor', number, 'closure', { outcome: 'resolved', note: '现场已恢复' })],
  ];
  for (const [noun, take] of way) {
    const answer = await take();
    if (!answer.ok) throw new Error(`${noun}: ${answer.status} ${await answer.text()}`);
    if (noun === to) return;
  }
}
