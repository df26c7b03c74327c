import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCase, type Verb } from '../src/city/cases/contract.ts';
import { RULES } from '../src/city/cases/rules.ts';
import { buildAreaIndex } from '../src/city/areas/index.ts';
import { pathsOf } from '../src/city/package/locate.ts';
import { makeHistory } from './history.ts';
import type { HistoryReport, HistoryStep } from './history-types.ts';
import { planCity } from './make/package.ts';
import { PHOTOS } from './make/photos.ts';

const until = new Date('2026-11-20T14:00:00+08:00');
const pkg = planCity();
const reports = [...makeHistory({ seed: 1, until })].flat();
const share = (n: number, of: number) => n / of;

test('20,000 reports and about 160,000 steps over thirteen months, in order, in batches', () => {
  assert.equal(reports.length, 20_000);
  const steps = reports.reduce((sum, r) => sum + r.steps.length, 0);
  assert.ok(steps > 145_000 && steps < 175_000, String(steps));
  assert.ok(reports.every((r, i) => i === 0 || r.at >= (reports[i - 1]?.at ?? r.at)));
  assert.ok((reports[0]?.at.getTime() ?? 0) < until.getTime() - 390 * 86_400_000);
  assert.deepEqual([...makeHistory({ seed: 3, until, reports: 1200 })].map((b) => b.length), [500, 500, 200]);
});

test('the same seed gives the same history, another one another', () => {
  const some = (seed: number) => JSON.stringify([...makeHistory({ seed, until, reports: 300 })]);
  assert.equal(some(5), some(5));
  assert.notEqual(some(5), some(6));
});

/** The stage after each step, by the rules of cases. */
function stages({ nature, steps }: HistoryReport): string[] {
  let stage = '';
  return steps.map((s) => (stage = after(stage, s, isCase(nature))));
}
function after(stage: string, { verb, data }: HistoryStep, isOne: boolean): string {
  const next: Partial<Record<Verb, string>> = {
    receive: isOne ? 'received' : 'answering', 'order-verification': 'verifying', verify: 'received', file: 'filed', refuse: 'void', void: 'void', dispatch: 'handling', return: 'filed', feedback: 'handled',
    'order-check': 'checking', check: data.passed ? 'checked' : 'handling', close: 'closed', answer: 'closed', merge: 'closed', reopen: 'received',
  };
  return next[verb] ?? stage;
}

test('every file obeys the rules: stage by stage, in order of time, by people whose step it is', () => {
  const grants = new Map(pkg.people.map((p) => [`${p.login} ${p.role} ${p.organisation ?? ''}`, p]));
  for (const r of reports) {
    const [first] = r.steps;
    assert.equal(first?.verb, 'receive');
    assert.equal(first?.at.getTime(), r.at.getTime());
    const passed = stages(r);
    r.steps.forEach((s, i) => {
      const where = `${r.code} step ${i} ${s.verb}`;
      assert.ok(s.at <= until && s.at >= (r.steps[i - 1]?.at ?? s.at), where);
      if (s.role !== 'reporter' && s.role !== 'system') assert.ok(s.person && grants.has(`${s.person} ${s.role} ${s.organisation ?? ''}`), `${where} by ${s.person} of ${s.organisation}`);
      if (s.verb === 'receive') return;
      const { from } = RULES[s.verb];
      const before = passed[i - 1] ?? '';
      if (from === 'open') assert.ok(before !== 'closed' && before !== 'void', where);
      else if (from !== 'any') assert.ok(from.some((f) => f === before), `${where} from ${before}`);
      if (['file', 'close'].includes(s.verb)) assert.equal(s.role, 'acceptor', where);
      if (s.verb === 'close') assert.ok(!r.steps.some((o) => o.verb === 'feedback' && o.person === s.person), where);
      if (s.verb === 'feedback') assert.ok((s.data.photos?.length ?? 0) > 0 && s.data.photos?.every((p) => PHOTOS.includes(p)), where);
    });
  }
});

test('places, classes, answers and codes are those of the city', () => {
  const paths = pathsOf(pkg.areas);
  const index = buildAreaIndex(pkg.areas.map(({ properties: p, geometry }) => ({ code: p.code, kind: p.kind, name: p.name, name_en: null, parent: p.parent ?? null, path: paths.get(p.code) ?? [], lon: null, lat: null, valid_from: null, valid_to: null, geometry })));
  const classes = new Map(pkg.classes.map((c) => [c.code, c]));
  const assets = new Map(pkg.assets.map((a) => [a.properties.code, a.properties]));
  assert.equal(new Set(reports.map((r) => r.code)).size, reports.length);
  let astray = 0;
  for (const r of reports) {
    assert.match(r.code, /^[2-9A-Z]{4}-[2-9A-Z]{4}$/);
    if (index.locate(r.lon, r.lat)?.area !== r.area) astray += 1;   // positions of phones stray a few metres over an edge
    const cls = r.class === null ? undefined : classes.get(r.class);
    assert.equal(cls === undefined, !isCase(r.nature), r.code);
    if (!cls) continue;
    assert.ok(cls.natures.includes(r.nature) && cls.stopper?.blocks !== true, `${r.code} ${r.class} ${r.nature}`);
    for (const q of cls.questions) if (q.required) assert.ok(q.code in r.answers, `${r.code} answers ${q.code}`);
    if (r.asset) assert.equal(assets.get(r.asset)?.class, cls.assetClass);
    const filed = r.steps.find((s) => s.verb === 'file');
    if (filed) assert.ok(cls.standards.some((s) => filed.data.standard === `${cls.code}-${s.no}`), r.code);
  }
  assert.ok(astray < reports.length * 0.02, `${astray} outside of their cell`);
});

test('merged reports point at each other', () => {
  const byCode = new Map(reports.map((r) => [r.code, r]));
  const merged = reports.flatMap((r) => r.steps.filter((s) => s.verb === 'merge').map((s) => ({ r, into: byCode.get(s.data.into ?? '') })));
  assert.ok(merged.length > 300);
  for (const { r, into } of merged) assert.ok(into && into !== r && into.class === r.class && into.steps.some((s) => s.verb === 'absorb' && s.data.from === r.code), r.code);
});

test('it has the rhythm and the faults of a real one', () => {
  const hour = (r: HistoryReport) => (r.at.getUTCHours() + 8) % 24;
  assert.ok(share(reports.filter((r) => hour(r) >= 7 && hour(r) < 20).length, reports.length) > 0.7);
  const stalls = reports.filter((r) => r.class === 'E0406'), noise = reports.filter((r) => r.class === 'E0301');
  assert.ok(share(stalls.filter((r) => hour(r) >= 6 && hour(r) < 10).length, stalls.length) > 0.3);
  assert.ok(share(noise.filter((r) => hour(r) >= 20 || hour(r) < 3).length, noise.length) > 0.5);
  const has = (verb: Verb) => share(reports.filter((r) => r.steps.some((s) => s.verb === verb)).length, reports.length);
  for (const [verb, low, high] of [['return', 0.02, 0.06], ['reopen', 0.005, 0.03], ['rate', 0.1, 0.3], ['merge', 0.015, 0.03], ['suspend', 0.002, 0.02], ['urge', 0.005, 0.03], ['refuse', 0.02, 0.06], ['ask-extension', 0.003, 0.03], ['void', 0.001, 0.02]] as const) {
    assert.ok(has(verb) >= low && has(verb) <= high, `${verb} ${has(verb)}`);
  }
  assert.ok(new Set(reports.map((r) => r.description)).size > 9_000, 'descriptions vary');
  assert.ok(share(reports.filter((r) => r.lang === 'en').length, reports.length) > 0.01);
});

test('1 to 4 % of urgent handling is late', () => {
  const urgent = new Map(pkg.classes.flatMap((c) => c.standards.filter((s) => s.limit.unit === 'urgent_hour').map((s) => [`${c.code}-${s.no}`, s.limit.value])));
  let done = 0, late = 0;
  for (const r of reports) {
    const limit = urgent.get(r.steps.find((s) => s.verb === 'file')?.data.standard ?? '');
    const [sent, fed] = [r.steps.find((s) => s.verb === 'dispatch'), r.steps.find((s) => s.verb === 'feedback')];
    if (limit === undefined || !sent || !fed) continue;
    done += 1;
    if (fed.at.getTime() - sent.at.getTime() > limit * 3_600_000) late += 1;
  }
  assert.ok(done > 3000 && share(late, done) > 0.01 && share(late, done) < 0.04, `${late} of ${done}`);
});

test('about sixty are open at the end, in every stage', () => {
  const open = reports.map((r) => stages(r).at(-1) ?? '').filter((s) => s !== 'closed' && s !== 'void');
  assert.ok(open.length >= 45 && open.length <= 90, String(open.length));
  for (const stage of ['received', 'verifying', 'filed', 'handling', 'handled', 'checking', 'checked', 'answering']) assert.ok(open.filter((s) => s === stage).length >= 2, `${stage} ${open.filter((s) => s === stage).length}`);
});
