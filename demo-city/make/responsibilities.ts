// Who handles what, from general to particular: the street office takes what nobody else does, then classes, then the river bank of 滨江路.
import type { AreaFeature, Class, Responsibility } from '../../src/city/package/contract.ts';
import { DEMO, YUNDU } from './areas.ts';

/** Main or small class → unit; a small class wins over its main class because it is more particular. */
const BY_CLASS: Record<string, string> = {
  C0101: 'water', C0102: 'drainage', C0103: 'drainage', C0104: 'drainage', C0105: 'power', C0107: 'telecom-1', C0111: 'gas', C0113: 'water', C0127: 'telecom-1', C0128: 'power', C0137: 'lamps',
  C0203: 'traffic', C0209: 'traffic', C0212: 'traffic', C0217: 'traffic', C0301: 'sanitation-centre',
  C0402: 'parks', C0405: 'parks', C0407: 'parks', C0408: 'parks', C0507: 'roads-1',
  E0117: 'parks', E0125: 'drainage', E0301: 'housing', E0302: 'housing', E0304: 'housing', E0411: 'traffic', E0493: 'bikes-1',
  E0501: 'water', E0502: 'gas', E0503: 'drainage', E0505: 'roads-2', E0506: 'drainage', E0507: 'sanitation-centre', E0508: 'telecom-1', E0691: 'enforcement', E0692: 'enforcement',
};
const CLEANING = ['C0305', 'E0110', 'E0111', 'E0112', 'E0114', 'E0137', 'E0192'];
const ROADS = ['C0204', 'C0284', 'C0586', 'E0113'];
const ORDER = ['C0306', 'E0101', 'E0107', 'E0120', 'E0128', 'E0129', 'E0136', 'E0184', 'E0201', 'E0202', 'E0203', 'E0401', 'E0405', 'E0406', 'E0410', 'E0495', 'E0496'];
const SQUAD: Record<string, string> = { '990101001': 'enforcement-2', '990101002': 'enforcement-2', '990101003': 'enforcement-1', '990101004': 'enforcement-1', '990101005': 'enforcement-1', '990101006': 'enforcement-3', '990101007': 'enforcement-3', '990101008': 'enforcement-3' };
const TEAM: Record<string, string> = { '990101001': 'sanitation-2', '990101002': 'sanitation-2', '990101003': 'sanitation-1', '990101004': 'sanitation-1', '990101005': 'sanitation-1', '990101006': 'sanitation-3', '990101007': 'sanitation-3', '990101008': 'sanitation-3' };

/** The whole matrix; every class has someone in every street of the city's first two districts. */
export function planResponsibilities(areas: readonly AreaFeature[], classes: readonly Class[]): Responsibility[] {
  const streets = areas.map((a) => a.properties).filter((a) => a.kind === 'street');
  const line = (organisation: string, of: Omit<Responsibility, 'organisation' | 'assisting'>, assisting: string[] = []): Responsibility => ({ ...of, organisation, assisting });
  const known = (code: string) => { if (!classes.some((c) => c.code === code)) throw new Error(`no class ${code}`); return code; };
  return [
    ...streets.filter((s) => s.parent === DEMO || s.parent === YUNDU).map((s) => line(`street-${s.code}`, { area: s.code, note: '兜底' })),
    line('yundu-works', { note: '区外兜底' }),
    ...Object.entries(BY_CLASS).map(([code, unit]) => line(unit, { class: known(code), area: DEMO })),
    ...Object.entries(SQUAD).flatMap(([street, squad]) => ORDER.map((code) => line(squad, { class: known(code), area: street }, code === 'E0496' ? ['traffic'] : []))),
    ...Object.entries(TEAM).flatMap(([street, team]) => CLEANING.map((code) => line(team, { class: known(code), area: street }))),
    ...streets.filter((s) => s.parent === DEMO).flatMap((s) => ROADS.map((code) => line(['990101001', '990101002'].includes(s.code) ? 'roads-1' : 'roads-2', { class: known(code), area: s.code }))),
    line('telecom-2', { class: 'C0107', area: DEMO, owner: 'telecom-2' }),
    line('bikes-2', { class: 'E0493', area: '990101004' }, ['bikes-1']),
  ];
}
