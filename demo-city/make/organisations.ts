// Two axes on two levels, fourteen departments and companies, an examiner, and the street offices that take what nobody else does.
import type { AreaFeature, Organisation } from '../../src/city/package/contract.ts';
import { CITY, DEMO, YUNDU } from './areas.ts';

type Row = [code: string, name: string, en: string, kind: Organisation['kind'], parent?: string | undefined, area?: string];

const CENTRES: Row[] = [
  ['supervision-city', '临江市城市管理监督中心', 'City Supervision Centre', 'supervision', undefined, CITY],
  ['command-city', '临江市城市管理指挥中心', 'City Command Centre', 'command', undefined, CITY],
  ['supervision-demo', '示范区监督中心', 'District Supervision Centre', 'supervision', 'supervision-city', DEMO],
  ['command-demo', '示范区指挥中心', 'District Command Centre', 'command', 'command-city', DEMO],
  ['supervision-yundu', '云渡区监督中心', 'Yundu Supervision Centre', 'supervision', 'supervision-city', YUNDU],
  ['command-yundu', '云渡区指挥中心', 'Yundu Command Centre', 'command', 'command-city', YUNDU],
];
const HANDLERS: Row[] = [
  ['enforcement', '城管执法大队', 'Enforcement Brigade', 'department'],
  ['enforcement-1', '城管执法一中队', 'Enforcement Squad 1', 'department', 'enforcement'],
  ['enforcement-2', '城管执法二中队', 'Enforcement Squad 2', 'department', 'enforcement'],
  ['enforcement-3', '城管执法三中队', 'Enforcement Squad 3', 'department', 'enforcement'],
  ['roads-1', '市政养护一所', 'Road Maintenance Office 1', 'department'],
  ['roads-2', '市政养护二所', 'Road Maintenance Office 2', 'department'],
  ['lamps', '路灯管理所', 'Street Lighting Office', 'department'],
  ['drainage', '排水管理所', 'Drainage Office', 'department'],
  ['sanitation-centre', '环境卫生中心', 'Sanitation Centre', 'department'],
  ['sanitation-1', '环卫一队', 'Sanitation Team 1', 'department', 'sanitation-centre'],
  ['sanitation-2', '环卫二队', 'Sanitation Team 2', 'department', 'sanitation-centre'],
  ['sanitation-3', '环卫三队', 'Sanitation Team 3', 'department', 'sanitation-centre'],
  ['parks', '园林绿化中心', 'Parks and Trees Centre', 'department'],
  ['traffic', '交警示范区大队', 'Traffic Police', 'department'],
  ['housing', '住建工地监管站', 'Building Site Inspection', 'department'],
  ['water', '临江供水公司', 'Linjiang Water', 'company'],
  ['gas', '临江燃气公司', 'Linjiang Gas', 'company'],
  ['power', '临江供电公司', 'Linjiang Power', 'company'],
  ['telecom-1', '江讯通信公司', 'Jiangxun Telecom', 'company'],
  ['telecom-2', '云联通信公司', 'Yunlian Telecom', 'company'],
  ['bikes-1', '青豆单车', 'Qingdou Bikes', 'company'],
  ['bikes-2', '小橘单车', 'Xiaoju Bikes', 'company'],
  ['examiner', '临江民意评估所', 'Linjiang Survey Institute', 'examiner', undefined, CITY],
  ['yundu-works', '云渡区城市管理局', 'Yundu Urban Management', 'department', undefined, YUNDU],
];

/** All organisations; every street of the first two districts has its office. */
export function planOrganisations(areas: readonly AreaFeature[]): Organisation[] {
  const streets = areas.filter(({ properties: a }) => a.kind === 'street' && (a.parent === DEMO || a.parent === YUNDU))
    .map(({ properties: a }): Row => [`street-${a.code}`, `${a.name}办事处`, `${a.en ?? ''} Office`, 'street', undefined, a.code]);
  return [...CENTRES, ...HANDLERS, ...streets].map(([code, name, en, kind, parent, area = DEMO], i): Organisation => ({
    code, name, en, ...(parent ? { parent } : {}), kind, level: area === CITY ? 'city' : 'district', area, phone: `000-990-${String(1001 + i)}`,
  }));
}
