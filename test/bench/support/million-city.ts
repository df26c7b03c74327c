// What the multiplied Boston needs beside the file: two levels of desks with people at them.
import type { CityPackage } from '#city/package/index.ts';

/** So many neighbourhoods have centres of their own; the rest are the city's. */
const DISTRICTS = 6;

/** The package with a supervision and a command centre in the first neighbourhoods, and one person for every kind of desk on both levels. */
export function withDesks(pkg: CityPackage): CityPackage {
  const districts = pkg.areas.filter((area) => area.properties.kind === 'district').map((area) => area.properties.code).sort().slice(0, DISTRICTS);
  const centres = districts.flatMap((area) => [
    { code: `SUP-${area}`, name: `Supervision ${area}`, parent: 'SUP', kind: 'supervision' as const, level: 'district' as const, area },
    { code: `COM-${area}`, name: `Command ${area}`, parent: 'COM', kind: 'command' as const, level: 'district' as const, area },
  ]);
  const departments = pkg.organisations.filter((one) => one.kind === 'department').map((one) => one.code);
  const person = (login: string, role: CityPackage['people'][number]['role'], organisation: string | undefined, area: string) => ({ login, name: login, role, ...(organisation === undefined ? {} : { organisation }), area, lang: 'en' as const });
  const [first = 'BOS'] = districts;
  return {
    ...pkg, organisations: [...pkg.organisations, ...centres],
    people: [
      ...pkg.people, person('administrator', 'administrator', 'SUP', 'BOS'), person('acceptor', 'acceptor', 'SUP', 'BOS'), person('dispatcher', 'dispatcher', 'COM', 'BOS'), person('examiner', 'examiner', 'SUP', 'BOS'),
      person('officer', 'officer', 'SUP', 'BOS'), person('district-acceptor', 'acceptor', `SUP-${first}`, first), person('district-dispatcher', 'dispatcher', `COM-${first}`, first), person('district-officer', 'officer', `SUP-${first}`, first),
      ...departments.map((code) => person(`handler.${code.toLowerCase()}`, 'handler', code, 'BOS')),
    ],
  };
}
