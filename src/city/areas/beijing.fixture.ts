// The 331 streets and townships of Beijing as areas: real outlines for tests, read from the reference data, never shipped.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AreaGeometry, type AreaInput } from './contract.ts';

const Collection = z.object({ features: z.array(z.object({ properties: z.object({ 县: z.string(), 乡: z.string() }), geometry: AreaGeometry })) });

/** City, 16 districts (by name alone) and 331 streets; two streets of one name differ by their district. Codes are invented: 11, 11-01 …, 11-01-001. */
export function beijingAreas(sharedFolder: string): AreaInput[] {
  const { features } = Collection.parse(JSON.parse(readFileSync(join(sharedFolder, 'data/beijing/streets.geojson'), 'utf8')));
  const names = [...new Set(features.map((f) => f.properties.县))];
  const district = new Map(names.map((name, i) => [name, `11-${String(i + 1).padStart(2, '0')}`]));
  const streets = features.map((f, i): AreaInput => {
    const parent = district.get(f.properties.县) ?? '11';
    return { code: `${parent}-${String(i + 1).padStart(3, '0')}`, kind: 'street', name: f.properties.乡, parent, geometry: f.geometry };
  });
  return [{ code: '11', kind: 'city', name: '北京市', name_en: 'Beijing' }, ...names.map((name): AreaInput => ({ code: district.get(name) ?? '', kind: 'district', name, parent: '11' })), ...streets];
}
