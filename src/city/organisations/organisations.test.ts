import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { freshDatabase } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { saveAreas } from '../areas/index.ts';
import type { Organisation, Responsibility } from './contract.ts';
import { buildOrganisationIndex } from './directory.ts';
import { endOrganisation, endResponsibility, organisationIndex, saveOrganisations, saveResponsibilities } from './organisations.ts';
import { bestLine, specificity } from './responsibility.ts';

const now = new Date('2026-11-20T08:00:00Z');
const organisation = (code: string, kind: Organisation['kind'], area: string, extra: Partial<Organisation> = {}): Organisation =>
  ({ code, name: code, name_en: null, parent: null, path: [code], kind, level: area === 'C' ? 'city' : 'district', area, phone: null, email: null, ended: false, ...extra });
const line = (id: number, organisationCode: string, key: { class?: string; area?: string; owner?: string } = {}, assisting: string[] = []): Responsibility =>
  ({ id, class: key.class ?? null, area: key.area ?? null, owner: key.owner ?? null, organisation: organisationCode, assisting, note: null });

const ORGANISATIONS = [
  organisation('SC', 'supervision', 'C'), organisation('SD', 'supervision', 'D'), organisation('CC', 'command', 'C'), organisation('CD', 'command', 'D'),
  organisation('ST', 'street', 'S'), organisation('SAN', 'department', 'C'), organisation('LAW', 'department', 'D'), organisation('POWER', 'company', 'C'), organisation('GONE', 'department', 'C', { ended: true }),
];
const LINES = [
  line(1, 'SAN', { class: '01' }), line(2, 'LAW', { class: '0106' }), line(3, 'ST', { class: '0106', area: 'S' }, ['LAW', 'GONE']), line(4, 'POWER', { owner: 'POWER' }),
  line(5, 'LAW', { area: 'D' }), line(6, 'POWER', { class: '0206', owner: 'POWER' }), line(7, 'SAN', { class: '0206', area: 'D' }), line(8, 'GONE', { class: '0106', area: 'C' }),
];
const index = buildOrganisationIndex(ORGANISATIONS, LINES, new Map([['01', null], ['0106', '01'], ['0107', '01'], ['0206', '02'], ['02', null], ['03', null]]));

test('the most specific line decides: class before area before owner, then the older one', () => {
  const cases: [string, string[], string | undefined, string, string][] = [
    ['0106', ['C', 'D', 'S'], undefined, 'ST', 'small class in its street'],
    ['0106', ['C', 'D', 'T'], undefined, 'LAW', 'small class elsewhere'],
    ['0107', ['C', 'D', 'S'], undefined, 'SAN', 'the main class, although the district has a line'],
    ['0206', ['C', 'D', 'S'], 'POWER', 'SAN', 'area before owner'],
    ['0206', ['C', 'E'], 'POWER', 'POWER', 'class and owner'],
    ['03', ['C', 'E'], 'POWER', 'POWER', 'owner alone'],
    ['03', ['C', 'D', 'S'], 'POWER', 'LAW', 'area before owner again'],
    ['03', ['C', 'E', 'S'], undefined, 'ST', 'fallback: the street office'],
    ['03', ['C', 'E'], undefined, 'CC', 'fallback: the command centre'],
    ['9999', ['C'], undefined, 'CC', 'an unknown class'],
  ];
  for (const [code, areaPath, owner, lead, why] of cases) assert.equal(index.responsible({ class: code, areaPath, owner })?.lead, lead, why);
  assert.deepEqual(index.responsible({ class: '0106', areaPath: ['C', 'D', 'S'] })?.assisting, ['LAW'], 'ended ones do not assist');
  assert.equal(index.responsible({ class: '0106', areaPath: ['C', 'D', 'S'] })?.by?.id, 3);
  assert.equal(index.responsible({ class: '03', areaPath: ['C', 'E'] })?.by, undefined);
  assert.equal(bestLine([line(9, 'A'), line(2, 'B')], { class: 'x', areaPath: [] })?.id, 2);
});

test('centres: the district\'s, else the city\'s', () => {
  assert.equal(index.centre('supervision', ['C', 'D', 'S'])?.code, 'SD');
  assert.equal(index.centre('command', ['C', 'E'])?.code, 'CC');
  assert.equal(index.centre('command', ['X']), undefined);
  assert.deepEqual(index.all('company').map((o) => o.code), ['POWER']);
  assert.ok(!index.all().some((o) => o.code === 'GONE'));
});

test('no line beats a more specific one', () => {
  const any = fc.record({ class: fc.constantFrom(null, 'a', 'A'), area: fc.constantFrom(null, 'C', 'D', 'S', 'Z'), owner: fc.constantFrom(null, 'o', 'p') });
  const subject = { class: 'a', mainClass: 'A', areaPath: ['C', 'D', 'S'], owner: 'o' };
  fc.assert(fc.property(fc.array(any, { maxLength: 12 }), (keys) => {
    const lines = keys.map((key, i): Responsibility => ({ ...key, id: i, organisation: 'x', assisting: [], note: null }));
    const best = bestLine(lines, subject);
    const ranks = lines.flatMap((l) => specificity(l, subject) ?? []);
    if (!best) return assert.equal(ranks.length, 0);
    assert.equal(specificity(best, subject), Math.max(...ranks));
  }));
});

test('directory and responsibilities are written, changed and ended', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t);
  await saveAreas(db, [{ code: 'C', kind: 'city', name: '市' }, { code: 'D', kind: 'district', name: '区', parent: 'C' }], null, now);
  const input = [
    { code: 'A', name: '城管委', kind: 'command' as const, level: 'city' as const, area: 'C' },
    { code: 'B', name: '环卫中心', name_en: 'Sanitation', parent: 'A', kind: 'department' as const, level: 'district' as const, area: 'D', phone: '8100' },
  ];
  await saveOrganisations(db, input, null, now);
  const first = await organisationIndex(db);
  assert.deepEqual(first.get('B')?.path, ['A', 'B']);
  assert.equal(first.centre('command', ['C', 'D'])?.code, 'A');
  await assert.rejects(saveOrganisations(db, [{ ...input[0], code: 'Z', name: 'z', kind: 'street', level: 'city', area: 'nowhere' }], null, now), /nowhere/);
  await assert.rejects(saveOrganisations(db, [{ code: 'A', name: 'a', kind: 'command', level: 'city', area: 'C', parent: 'B' }], null, now), /ancestors/);

  assert.equal(await saveResponsibilities(db, [{ area: 'D', organisation: 'B', assisting: [] }, { organisation: 'A', assisting: ['B'] }], null, now), 2);
  assert.equal(await saveResponsibilities(db, [{ area: 'D', class: '', organisation: 'B', assisting: [] }], null, now), 0, 'an equal line stays');
  assert.equal(await saveResponsibilities(db, [{ area: 'D', organisation: 'A', assisting: [] }], null, now), 1);
  assert.equal((await organisationIndex(db)).responsible({ class: 'x', areaPath: ['C', 'D'] })?.lead, 'A');
  assert.equal((await db.rows(z.unknown(), sql`select 1 from city.responsibilities`)).length, 3, 'the old line is history');
  for (const [bad, field] of [[{ class: 'no' }, 'class'], [{ area: 'no' }, 'area'], [{ owner: 'no' }, 'owner'], [{ assisting: ['no'] }, 'assisting']] as const) {
    await assert.rejects(saveResponsibilities(db, [{ organisation: 'A', ...bad, assisting: 'assisting' in bad ? [...bad.assisting] : [] }], null, now),
      (e: unknown) => e instanceof Error && 'fields' in e && JSON.stringify(e.fields).includes(field));
  }
  await assert.rejects(endOrganisation(db, 'A', null, now), /depend/);
  const assisting = (await organisationIndex(db)).lines.find((l) => l.area === null);
  await endResponsibility(db, assisting?.id ?? 0, null, now);
  await assert.rejects(endResponsibility(db, assisting?.id ?? 0, null, now));
  await endOrganisation(db, 'B', null, now);
  assert.equal((await organisationIndex(db)).get('B')?.ended, true);
  await assert.rejects(endOrganisation(db, 'B', null, now));
});
