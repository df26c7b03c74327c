// What must hold between the entries of a package. Pure: a package in, problems out, all of them.
import type { Area, CityPackage, Class } from './contract.ts';
import type { z } from 'zod';
import { calendarProblems } from './check-calendar.ts';
import { addressKey, responsibilityKey, type PackageFile } from './format.ts';
import { areaFault, placeFault } from './geometry.ts';
import { m } from './messages.ts';
import type { Problem } from './problems.ts';

/** Every problem of a package whose entries are well formed each by itself. */
export function checkPackage(pkg: CityPackage): Problem[] {
  const known: Known = {
    areas: new Map(pkg.areas.map((a) => [a.properties.code, a.properties])),
    organisations: new Set(pkg.organisations.map((o) => o.code)),
    classes: new Map(pkg.classes.map((c) => [c.code, c])),
  };
  return [
    ...cityProblems(pkg), ...areaProblems(pkg, known), ...organisationProblems(pkg, known), ...peopleProblems(pkg, known),
    ...classProblems(pkg, known), ...responsibilityProblems(pkg, known), ...calendarProblems(pkg.calendar),
    ...assetProblems(pkg, known), ...addressProblems(pkg, known), ...templateProblems(pkg, known),
  ];
}

interface Known { areas: Map<string, z.output<typeof Area>>; organisations: Set<string>; classes: Map<string, Class> }

function cityProblems({ city, areas }: CityPackage): Problem[] {
  const problems: Problem[] = city.baseMaps.some((b) => b.on) ? [] : [{ file: 'city.json', field: 'baseMaps', message: m.noneOn }];
  if (areas.length && areas.filter((a) => a.properties.kind === 'city').length !== 1) problems.push({ file: 'areas.geojson', message: m.cityMissing });
  return [...problems, ...twice('city.json', city.baseMaps.map((b) => b.id))];
}

/** Which kind may stand under which; a small town may leave out levels. */
const ABOVE = { city: [], district: ['city'], street: ['city', 'district'], community: ['city', 'district', 'street'], cell: ['city', 'district', 'street', 'community'] } as const;

function areaProblems({ areas }: CityPackage, known: Known): Problem[] {
  const file = 'areas.geojson';
  const problems = twice(file, areas.map((a) => a.properties.code));
  for (const { properties: area, geometry } of areas) {
    const at = { file, item: area.code };
    const parent = area.parent === undefined ? undefined : known.areas.get(area.parent);
    const allowed: readonly string[] = ABOVE[area.kind];
    if (area.parent === undefined && area.kind !== 'city') problems.push({ ...at, message: m.needsParent, params: { kind: area.kind } });
    else if (area.parent !== undefined && !parent) problems.push({ ...at, message: m.unknownParent, params: { code: area.parent } });
    else if (parent && !allowed.includes(parent.kind)) problems.push({ ...at, message: m.wrongParent, params: { kind: area.kind, parent: parent.kind } });
    if (area.from && area.to && area.to < area.from) problems.push({ ...at, message: m.endsBeforeStart });
    const fault = geometry ? areaFault(geometry) : undefined;
    if (fault) problems.push({ ...at, ...fault });
  }
  return problems;
}

function organisationProblems({ organisations }: CityPackage, known: Known): Problem[] {
  const file = 'organisations.json';
  const problems = twice(file, organisations.map((o) => o.code));
  const parents = new Map(organisations.map((o) => [o.code, o.parent]));
  for (const o of organisations) {
    const at = { file, item: o.code };
    if (!known.areas.has(o.area)) problems.push({ ...at, message: m.unknownArea, params: { code: o.area } });
    if (o.parent !== undefined && !known.organisations.has(o.parent)) problems.push({ ...at, message: m.unknownParent, params: { code: o.parent } });
    else if (loops(o.code, parents)) problems.push({ ...at, message: m.parentLoop });
  }
  return problems;
}

function loops(start: string, parents: ReadonlyMap<string, string | undefined>): boolean {
  const seen = new Set<string>();
  for (let at: string | undefined = start; at !== undefined; at = parents.get(at)) {
    if (seen.has(at)) return true;
    seen.add(at);
  }
  return false;
}

function peopleProblems({ city, people }: CityPackage, known: Known): Problem[] {
  const file = 'people.json';
  if (people.length && !city.demo) return [{ file, message: m.peopleNotDemo }];
  const problems = twice(file, people.map((p) => [p.login, p.role, p.organisation, p.area].filter(Boolean).join(' ')));
  const first = new Map<string, (typeof people)[number]>();
  for (const p of people) {
    const at = { file, item: p.login };
    const same = first.get(p.login) ?? p;
    first.set(p.login, same);
    if (same.name !== p.name || same.lang !== p.lang) problems.push({ ...at, message: m.personDiffers, params: { login: p.login } });
    problems.push(...references(at, { organisation: p.organisation, area: p.area }, known));
  }
  return problems;
}

function classProblems({ classes }: CityPackage, known: Known): Problem[] {
  const file = 'classes.json';
  const problems = twice(file, classes.map((c) => c.code));
  for (const c of classes) {
    const at = { file, item: c.code };
    const parent = c.parent === undefined ? undefined : known.classes.get(c.parent);
    if (c.parent === undefined && c.standards.length) problems.push({ ...at, message: m.mainClassHasStandards });
    if (c.parent !== undefined && !parent) problems.push({ ...at, message: m.unknownParent, params: { code: c.parent } });
    if (parent?.parent !== undefined) problems.push({ ...at, message: m.notMainClass, params: { code: parent.code } });
    if (parent && parent.kind !== c.kind) problems.push({ ...at, message: m.otherKind });
    if (parent && c.standards.length === 0) problems.push({ ...at, message: m.noStandard });
    if (c.assetClass !== undefined && !known.classes.has(c.assetClass)) problems.push({ ...at, message: m.unknownClass, params: { code: c.assetClass } });
    if (c.to && c.to < c.from) problems.push({ ...at, message: m.endsBeforeStart });
    for (const q of c.questions) if (q.datatype.endsWith('list') && !q.values) problems.push({ ...at, message: m.valuesMissing, params: { code: q.code } });
    problems.push(...twice(file, c.questions.map((q) => `${c.code} ${q.code}`)), ...twice(file, c.standards.map((s) => `${c.code} ${s.no}`)));
  }
  return problems;
}

function responsibilityProblems({ responsibilities }: CityPackage, known: Known): Problem[] {
  const file = 'responsibilities.json';
  const seen = new Set<string>();
  return responsibilities.flatMap((r) => {
    const key = responsibilityKey(r);
    const at = { file, item: key };
    const problems = references(at, r, known);
    for (const code of r.assisting) problems.push(...references(at, { organisation: code }, known));
    if (seen.has(key)) problems.push({ ...at, message: m.responsibilityTwice });
    seen.add(key);
    return problems;
  });
}

function assetProblems({ assets }: CityPackage, known: Known): Problem[] {
  const file = 'assets.geojson';
  return [...twice(file, assets.map((a) => a.properties.code)), ...assets.flatMap(({ properties: a, geometry }) => {
    const at = { file, item: a.code };
    const fault = placeFault(geometry);
    return [...references(at, { class: a.class, area: a.cell, owner: a.owner, organisation: a.maintainer }, known), ...(fault ? [{ ...at, ...fault }] : [])];
  })];
}

function addressProblems({ addresses }: CityPackage, known: Known): Problem[] {
  const file = 'addresses.geojson';
  return [...twice(file, addresses.map(addressKey)), ...addresses.flatMap(({ properties: a, geometry }) => {
    const at = { file, item: a.name };
    const fault = placeFault(geometry);
    return [...references(at, { area: a.area }, known), ...(fault ? [{ ...at, ...fault }] : [])];
  })];
}

function templateProblems({ templates }: CityPackage, known: Known): Problem[] {
  const file = 'templates.json';
  return [...twice(file, templates.map((t) => t.id)), ...templates.flatMap((t) => references({ file, item: t.id }, { class: t.class }, known))];
}

interface References { class?: string | undefined; area?: string | undefined; owner?: string | undefined; organisation?: string | undefined }

function references(at: { file: string; item: string }, r: References, known: Known): Problem[] {
  const problems: Problem[] = [];
  const missing = (code: string | undefined, all: { has(code: string): boolean }, message: Problem['message']) => {
    if (code !== undefined && !all.has(code)) problems.push({ ...at, message, params: { code } });
  };
  missing(r.class, known.classes, m.unknownClass);
  missing(r.area, known.areas, m.unknownArea);
  missing(r.owner, known.organisations, m.unknownOrganisation);
  missing(r.organisation, known.organisations, m.unknownOrganisation);
  return problems;
}

function twice(file: PackageFile, keys: readonly string[]): Problem[] {
  const seen = new Set<string>();
  return keys.flatMap((key) => {
    const again = seen.has(key);
    seen.add(key);
    return again ? [{ file, item: key, message: m.twice, params: { what: key } }] : [];
  });
}
