// A village of a city: two streets, one class, two units. Small enough to break in every way.
import type { CityPackage } from './contract.ts';
import { canonical, round6 } from './format.ts';

const square = (x: number, y: number, size = 0.01): [number, number][] => [[x, y], [round6(x + size), y], [round6(x + size), round6(y + size)], [x, round6(y + size)], [x, y]];
const limit = { value: 2, unit: 'work_hour' as const };

/** A fresh, correct package; tests may change it. */
export const sample = (): CityPackage => canonical({
  city: {
    name: { zh: '小镇（虚构）', en: 'Village' }, short: { zh: '小镇' }, code: '99', zone: 'Asia/Shanghai', languages: ['zh', 'en'], datum: 'wgs84', demo: true,
    caseNumber: 'XZ{yyyy}-{seq:4}', emergency: [{ phone: '119', name: { zh: '火警' } }],
    limits: { acceptance: limit, verification: limit, dispatch: limit, check: limit, closing: limit, answer: limit, reply: limit, praise: limit },
    amber: 0.75, reopenDays: 15, maxPhotos: 5, look: { mark: '镇' },
    baseMaps: [{ id: 'own', name: { zh: '简图' }, kind: 'none', attribution: { zh: '虚构' }, datum: 'wgs84', on: true }], privacy: { reporterSeenBy: ['acceptor'], roundingM: 0 },
  },
  areas: [
    { type: 'Feature', properties: { code: '99', kind: 'city', name: '小镇' }, geometry: null },
    { type: 'Feature', properties: { code: '9901', kind: 'district', name: '东区', parent: '99' }, geometry: null },
    { type: 'Feature', properties: { code: '9901001', kind: 'street', name: '一街', parent: '9901' }, geometry: { type: 'Polygon', coordinates: [square(118, 30)] } },
    { type: 'Feature', properties: { code: '9901002', kind: 'street', name: '二街', parent: '9901' }, geometry: { type: 'Polygon', coordinates: [square(118.01, 30)] } },
  ],
  organisations: [
    { code: 'watch', name: '监督中心', kind: 'supervision', level: 'city', area: '99' },
    { code: 'works', name: '市政所', kind: 'department', level: 'district', area: '9901' },
  ],
  people: [{ login: 'acceptor', name: '甲', role: 'acceptor', organisation: 'watch', area: '99', lang: 'zh' }],
  classes: [
    { code: 'E04', scheme: 'T', kind: 'event', name: { zh: '街面秩序' }, keywords: [], natures: ['report'], visibility: 'public', roundingM: 0, questions: [], duplicate: { m: 50, h: 24 }, weight: 0, from: '2020-01-01', standards: [], mappings: {} },
    {
      code: 'E0406', scheme: 'T', kind: 'event', parent: 'E04', name: { zh: '占道经营', en: 'Stall' }, keywords: ['摆摊', 'stall'], natures: ['report', 'complaint'], visibility: 'public', roundingM: 0,
      questions: [{ code: 'still', datatype: 'singlevaluelist', required: false, label: { zh: '还在吗' }, values: [{ key: 'yes', zh: '在' }] }],
      stopper: { zh: '有人受伤先打 120', phone: '120', blocks: false }, duplicate: { m: 50, h: 24 }, weight: 5, from: '2020-01-01',
      standards: [{ no: 1, filing: { zh: '摆摊', en: 'A stall' }, closing: { zh: '清除' }, limit }, { no: 2, filing: { zh: '占盲道' }, closing: { zh: '清空' }, limit }], mappings: { N2: ['0406', '0405'], A: ['1'] },
    },
  ],
  responsibilities: [{ organisation: 'works', assisting: [] }, { class: 'E0406', area: '9901', organisation: 'works', assisting: ['watch'], note: '试' }],
  calendar: { hours: [{ from: '01-01', to: '12-31', week: { 1: [['08:30', '12:00']] } }], days: [{ day: '2026-10-01', kind: 'rest', name: { zh: '国庆节', en: 'National Day' } }, { day: '2026-10-10', kind: 'work' }] },
  assets: [{ type: 'Feature', properties: { code: '9901010000000001', name: '路灯', owner: 'works', state: 'good' }, geometry: { type: 'Point', coordinates: [118.002, 30.002] } }],
  addresses: [
    { type: 'Feature', properties: { kind: 'door', name: '前街1号', en: '1 Front Street', road: '前街', door: 1 }, geometry: { type: 'Point', coordinates: [118.012, 30.002] } },
    { type: 'Feature', properties: { kind: 'road', name: '前街', road: '前街' }, geometry: { type: 'LineString', coordinates: [[118, 30.001], [118.02, 30.001]] } },
  ],
  templates: [{ id: 'close', verb: 'close', class: 'E0406', name: { zh: '已办结' }, zh: '已清除。', en: 'Gone.' }],
  ground: { type: 'FeatureCollection', attribution: '虚构', features: [{ type: 'Feature', properties: { name: '河', layer: 'water' }, geometry: { type: 'Polygon', coordinates: [square(118.005, 30.004, 0.002)] } }] },
});
