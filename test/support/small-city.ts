// A city small enough to hold in the head: two districts side by side, three streets, one community with one cell, both centres twice, six units, eight classes.
// Positions: district 900101 is 118.30–118.32 E, 900102 is 118.32–118.34 E, both 30.90–30.92 N. Outside of that is outside of the city.
import { createPerson, grant, type Role } from '#ground/identity/index.ts';
import { json, sql, type Db } from '#ground/db/index.ts';
import { saveAreas } from '#city/areas/index.ts';
import { saveClasses } from '#city/classes/index.ts';
import { saveOrganisations, saveResponsibilities } from '#city/organisations/index.ts';

const square = (west: number, south: number, east: number, north: number) => ({ type: 'Polygon' as const, coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]] as [number, number][]] });
const hours = (value: number) => ({ value, unit: 'urgent_hour' as const });

const AREAS = [
  { code: '900000', kind: 'city' as const, name: '小城', name_en: 'Small City', geometry: square(118.3, 30.9, 118.34, 30.92) },
  { code: '900101', kind: 'district' as const, name: '东区', name_en: 'East', parent: '900000', geometry: square(118.3, 30.9, 118.32, 30.92) },
  { code: '900102', kind: 'district' as const, name: '西区', name_en: 'West', parent: '900000', geometry: square(118.32, 30.9, 118.34, 30.92) },
  { code: '900101001', kind: 'street' as const, name: '望江街道', name_en: 'Wangjiang', parent: '900101', geometry: square(118.3, 30.9, 118.31, 30.92) },
  { code: '900101002', kind: 'street' as const, name: '东市街道', name_en: 'Dongshi', parent: '900101', geometry: square(118.31, 30.9, 118.32, 30.92) },
  { code: '900102001', kind: 'street' as const, name: '西园街道', name_en: 'Xiyuan', parent: '900102', geometry: square(118.32, 30.9, 118.34, 30.92) },
  { code: '900101001001', kind: 'community' as const, name: '青石社区', name_en: 'Qingshi', parent: '900101001', geometry: square(118.3, 30.9, 118.305, 30.91) },
  { code: '900101001001001', kind: 'cell' as const, name: '900101001001001', parent: '900101001001', geometry: square(118.3, 30.9, 118.3025, 30.905) },
];

const centre = (code: string, kind: 'supervision' | 'command', level: 'city' | 'district', area: string, name: string, en: string) => ({ code, kind, level, area, name, name_en: en });
const unit = (code: string, name: string, en: string, area = '900101') => ({ code, kind: 'department' as const, level: 'district' as const, area, name, name_en: en });
const ORGANISATIONS = [
  centre('sup', 'supervision', 'city', '900000', '市监督中心', 'City supervision'), centre('com', 'command', 'city', '900000', '市指挥中心', 'City command'),
  centre('sup1', 'supervision', 'district', '900101', '东区监督中心', 'East supervision'), centre('com1', 'command', 'district', '900101', '东区指挥中心', 'East command'),
  centre('sup2', 'supervision', 'district', '900102', '西区监督中心', 'West supervision'), centre('com2', 'command', 'district', '900102', '西区指挥中心', 'West command'),
  unit('law1', '城管执法一中队', 'Enforcement team 1'), unit('road1', '市政养护一所', 'Road upkeep 1'), unit('clean1', '环卫中心', 'Sanitation'), unit('law2', '城管执法二中队', 'Enforcement team 2', '900102'),
  { ...unit('office1', '望江街道办', 'Wangjiang office', '900101001'), kind: 'street' as const }, { ...unit('office2', '西园街道办', 'Xiyuan office', '900102001'), kind: 'street' as const },
];

const words = { scheme: 'test', natures: ['report', 'complaint', 'help'] as ('report' | 'complaint' | 'help')[] };
const standard = (place: number, filing: string, limit: { value: number; unit: 'urgent_hour' | 'work_hour' | 'work_day' | 'natural_day' }) => ({ place, filing, filing_en: 'Filing condition', closing: '已恢复', closing_en: 'Restored', limit });
const CLASSES = [
  { ...words, code: 'E04', kind: 'event' as const, name: '街面秩序', name_en: 'Street order' }, { ...words, code: 'C01', kind: 'component' as const, name: '公用设施', name_en: 'Utilities' },
  { ...words, code: 'E0406', kind: 'event' as const, parent: 'E04', name: '占道经营', name_en: 'Street vending', keywords: ['摆摊', '水果摊', 'stall'], weight: 100, standards: [standard(1, '在道路、人行道上摆摊设点', hours(2)), standard(2, '占道摆放桌椅', { value: 1, unit: 'work_day' })] },
  { ...words, code: 'E0410', kind: 'event' as const, parent: 'E04', name: '非机动车乱停放', name_en: 'Bicycles in the way', rounding_m: 100, standards: [standard(1, '占用盲道', { value: 4, unit: 'work_hour' })] },
  { ...words, code: 'E0499', kind: 'event' as const, parent: 'E04', name: '内部检举', name_en: 'Confidential tip', visibility: 'private' as const, standards: [standard(1, '有线索', { value: 5, unit: 'work_day' })] },
  { ...words, code: 'E0405', kind: 'event' as const, parent: 'E04', name: '旧类别', name_en: 'Old class', valid_to: '2025-12-31', standards: [standard(1, '旧', hours(2))] },
  { ...words, code: 'C0102', kind: 'component' as const, parent: 'C01', name: '污水井盖', name_en: 'Sewer cover', keywords: ['井盖', 'manhole'], standards: [standard(1, '破损', hours(4))],
    questions: [{ code: 'size', datatype: 'singlevaluelist' as const, required: true, label: { zh: '多大', en: 'How big' }, values: [{ key: 'small', zh: '小', en: 'Small' }, { key: 'big', zh: '大', en: 'Big' }] }, { code: 'depth', datatype: 'number' as const, required: false, label: { zh: '多深（厘米）', en: 'Depth (cm)' } }] },
  { ...words, code: 'C0111', kind: 'component' as const, parent: 'C01', name: '燃气泄漏', name_en: 'Gas leak', keywords: ['燃气味', 'gas smell'], stopper: { zh: '闻到燃气味？先离开，再打 119', en: 'Smell gas? Leave first, then call 119.', phone: '119', blocks: true } },
];

/** login, role, organisation, area. One of each role in the east, those who decide also in the west and in the city. */
export const PEOPLE: readonly (readonly [login: string, role: Role, organisation: string | null, area: string | null])[] = [
  ['resident', 'resident', null, null], ['volunteer', 'volunteer', null, null], ['officer', 'officer', 'sup1', '900101'], ['acceptor', 'acceptor', 'sup1', '900101'], ['dispatcher', 'dispatcher', 'com1', '900101'],
  ['handler', 'handler', 'law1', '900101'], ['handler-road', 'handler', 'road1', '900101'], ['examiner', 'examiner', 'sup1', '900101'], ['expert', 'expert', null, null], ['editor', 'editor', 'sup1', '900101'], ['steward', 'steward', 'sup1', '900101'],
  ['administrator', 'administrator', 'sup', '900000'], ['officer2', 'officer', 'sup2', '900102'], ['acceptor2', 'acceptor', 'sup2', '900102'], ['dispatcher2', 'dispatcher', 'com2', '900102'], ['handler2', 'handler', 'law2', '900102'],
  ['acceptor-city', 'acceptor', 'sup', '900000'], ['steward-city', 'steward', 'sup', '900000'], ['dispatcher-city', 'dispatcher', 'com', '900000'],
];

/** Writes the small city and its people; returns their ids by login. */
export async function seedSmallCity(db: Db, now: Date): Promise<Record<string, string>> {
  await saveAreas(db, AREAS, null, now);
  await saveOrganisations(db, ORGANISATIONS, null, now);
  await saveClasses(db, CLASSES, null, now);
  await saveResponsibilities(db, [
    { class: 'E04', area: '900101', organisation: 'law1', assisting: [] }, { class: 'E04', area: '900102', organisation: 'law2', assisting: [] }, { class: 'C01', area: '900101', organisation: 'road1', assisting: ['clean1'] },
  ], null, now);
  const settings = {
    name: { zh: '小城', en: 'Small City' }, short: { zh: '小城', en: 'Small City' }, zone: 'Asia/Shanghai', caseNumber: 'XC{yyyy}{mm}{dd}-{seq:4}', demo: true,
    emergency: [{ phone: '119', name: { zh: '火警', en: 'Fire' } }, { phone: '120', name: { zh: '急救', en: 'Ambulance' } }],
    templates: [{ id: 'close-ok', verb: 'close', name: { zh: '已恢复', en: 'Restored' }, zh: '现场已恢复。', en: 'The place is restored.' }],
  };
  for (const [key, value] of Object.entries(settings)) await db.run(sql`insert into city.settings (key, value) values (${key}, ${json(value)}::text::jsonb)`);
  const ids: Record<string, string> = {};
  for (const [login, role, organisation, area] of PEOPLE) {
    const id = await createPerson(db, { login, name: login, lang: 'zh' });
    await grant(db, id, { role, organisation, area });
    ids[login] = id;
  }
  return ids;
}
