// Sixty invented people. The first ones carry their role as login, so that a demo needs no list to sign in.
import type { Person } from '../../src/city/package/contract.ts';
import { CITY, DEMO, YUNDU } from './areas.ts';

type Row = [login: string, name: string, role: Person['role'], organisation: string | undefined, area: string | undefined, lang?: Person['lang']];

const FIXED: Row[] = [
  ['resident', '沈青禾', 'resident', undefined, undefined],
  ['resident2', 'Nora Whitlow', 'resident', undefined, undefined, 'en'],
  ['volunteer', '陆小满', 'volunteer', undefined, '990101003'],
  ['officer', '江一舟', 'officer', 'supervision-demo', DEMO],
  ['acceptor', '周岚', 'acceptor', 'supervision-demo', DEMO],
  ['dispatcher', '何川', 'dispatcher', 'command-demo', DEMO],
  ['handler', '许立', 'handler', 'enforcement-1', DEMO],
  ['examiner', '乔知行', 'examiner', 'examiner', CITY],
  ['expert', '傅明远', 'expert', undefined, undefined],
  ['editor', '苏瑾', 'editor', 'supervision-demo', DEMO],
  ['steward', '池小宁', 'steward', 'supervision-city', CITY],
  ['administrator', '管云', 'administrator', 'supervision-city', CITY],
  ['officer2', '滕越', 'officer', 'supervision-yundu', YUNDU],
  ['acceptor2', '闻雨', 'acceptor', 'supervision-yundu', YUNDU],
  ['dispatcher2', '柯城', 'dispatcher', 'command-yundu', YUNDU],
  ['handler2', '冉志', 'handler', 'yundu-works', YUNDU],
  ['chief', '顾明远', 'dispatcher', 'command-city', CITY],
  ['city-acceptor', '白露', 'acceptor', 'supervision-city', CITY],
];
const HANDLER_UNITS = ['enforcement', 'sanitation-centre', 'enforcement-1', 'enforcement-2', 'enforcement-3', 'roads-1', 'roads-2', 'lamps', 'drainage', 'sanitation-1', 'sanitation-2', 'sanitation-3', 'parks', 'traffic', 'housing', 'water', 'gas', 'power', 'telecom-1', 'telecom-2', 'bikes-1', 'bikes-2'];
const STREETS = ['990101001', '990101002', '990101003', '990101004', '990101005', '990101006', '990101007', '990101008'];
const FAMILY = '赵钱孙李吴郑王冯陈褚卫蒋韩杨朱秦尤何吕施张孔曹严华金魏陶姜戚谢邹喻';
const GIVEN = ['安然', '思齐', '书言', '若溪', '景行', '子衿', '望舒', '云帆', '嘉树', '怀瑾', '知夏', '清和', '听澜', '守拙', '长风', '予安'];

/** One person for every handling unit and street office, and enough desks for a shift. */
export function planPeople(): Person[] {
  const more: Row[] = [
    ...['acceptor3', 'acceptor4'].map((login): Row => [login, '', 'acceptor', 'supervision-demo', DEMO]),
    ...['dispatcher3', 'dispatcher4'].map((login): Row => [login, '', 'dispatcher', 'command-demo', DEMO]),
    ...HANDLER_UNITS.map((unit): Row => [`handler.${unit}`, '', 'handler', unit, DEMO]),
    ...STREETS.map((street): Row => [`handler.street-${street}`, '', 'handler', `street-${street}`, street]),
    ...STREETS.map((street, i): Row => [`officer${i + 3}`, '', 'officer', 'supervision-demo', street]),
  ];
  return [...FIXED, ...more].map(([login, name, role, organisation, area, lang = 'zh'], i): Person => ({
    login, name: name || (FAMILY[i % FAMILY.length] ?? '') + (GIVEN[(i * 7) % GIVEN.length] ?? ''), role, ...(organisation ? { organisation } : {}), ...(area ? { area } : {}), lang,
  }));
}
