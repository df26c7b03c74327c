// /desk/bikes/areas: the areas that rules name. Taken from an area of the city or pasted; published at once, unchangeable from then on.
import { z } from 'zod';
import { DATUMS } from '#ground/geo/datums.ts';
import { refuse } from '#ground/http/refusal.ts';
import { page, see, type Route } from '#ground/http/route.ts';
import { fullDate } from '#ground/i18n/format.ts';
import { pick } from '#ground/i18n/index.ts';
import { deskPage } from '#ground/pages/frame.tsx';
import { Button, Empty, ErrorSummary, Field, Item, Items, Tag } from '#ground/pages/parts.tsx';
import { areaIndex, areasGeojson } from '#city/areas/index.ts';
import { surfaceFields } from './drawing.tsx';
import { FRAMES_ONLY } from './judging.ts';
import { m } from './messages.ts';
import { refuseUnlessWhole, STEWARDS } from './policy-pages.tsx';
import { addGeography, everyGeography } from './policies.ts';
import { readSurface, Surface } from './surfaces.ts';

const HOME = '/desk/bikes/areas';
const blank = (value: unknown) => (value === '' ? undefined : value);
const Body = z.object({ name: z.string().min(1).max(80), name_en: z.preprocess(blank, z.string().max(120).optional()), kind: z.enum(['policy_zone', FRAMES_ONLY]), area: z.preprocess(blank, z.string().max(40).optional()), geometry: z.preprocess(blank, z.string().max(500_000).optional()), datum: z.enum(DATUMS).default('wgs84') });

const areas = page({
  path: HOME, who: STEWARDS, summary: 'Areas that rules for bikes name', body: Body,
  async view(ctx, form) {
    const { db, lang, site } = ctx;
    const [stored, index] = [await everyGeography(db), await areaIndex(db)];
    const value = (name: string) => { const typed = form.values[name]; return typeof typed === 'string' ? typed : undefined; };
    const at = (name: string) => ({ name, value: value(name), error: form.errors[name] });
    const choices = index.all().filter((area) => area.kind === 'district' || area.kind === 'street' || area.kind === 'community').map((area) => ({ value: area.code, label: pick(lang, { zh: area.name, en: area.name_en }) }));
    return deskPage(ctx, { title: m.geographies(lang), page: 'queue', main: 'admin', current: '/desk/bikes/rules' }, (
      <div class="stack">
        <h1>{m.geographies(lang)}</h1>
        {stored.length ? <Items label={m.geographies(lang)}>{stored.map((g) => <Item key={g.geography_id} title={pick(lang, { zh: g.name, en: g.name_en })} meta={g.geography_id} aside={fullDate(lang, site.zone, g.published_at)} signs={<Tag>{g.kind === FRAMES_ONLY ? m.framesOnlyZone(lang) : m.policyZone(lang)}</Tag>} />)}</Items> : <Empty icon="layers" title={m.noPolicies(lang)} />}
        <h2>{m.newGeography(lang)}</h2>
        <ErrorSummary title={m.check(lang, { n: Object.keys(form.errors).length })} errors={Object.entries(form.errors).map(([field, words]) => ({ field, text: words }))} />
        <form method="post" class="form">
          <input type="hidden" name="_key" value={ctx.viewer.formKey} />
          <Field {...at('name')} label={m.name(lang)} required maxLength={80} />
          <Field {...at('kind')} as="select" label={m.zoneKind(lang)} required options={[{ value: 'policy_zone', label: m.policyZone(lang) }, { value: FRAMES_ONLY, label: m.framesOnlyZone(lang) }]} />
          <Field {...at('area')} as="select" label={m.cityArea(lang)} empty="" options={choices} />
          <p class="meta">{m.orDrawing(lang)}</p>
          {await surfaceFields(ctx, form, { label: m.drawMap(lang), around: stored.filter((g) => g.retire_at === null) })}
          <Button kind="1" busyWords={m.saving(lang)}>{m.addArea(lang)}</Button>
          <p class="meta">{m.areaHint(lang)}</p>
        </form>
      </div>
    ));
  },
  async submit(ctx) {
    await refuseUnlessWhole(ctx);
    const { body, db, viewer, now } = ctx;
    if (!body.area && !body.geometry) throw refuse(422, m.areaOrDrawing, { field: 'area' });
    const geometry = body.geometry ? readSurface(body.geometry, body.datum) : await outlineOfArea(ctx.db, body.area ?? '');
    await addGeography(db, { name: body.name, name_en: body.name_en, kind: body.kind, geometry }, viewer.person ?? null, now);
    return see(HOME);
  },
});

const Outlines = z.object({ features: z.array(z.object({ properties: z.looseObject({ code: z.string() }), geometry: Surface.nullable() })) });
async function outlineOfArea(db: Parameters<typeof areaIndex>[0], code: string): Promise<Surface> {
  const area = (await areaIndex(db)).get(code);
  const outlines = area && Outlines.safeParse(JSON.parse((await areasGeojson(db, [area.kind])).body)).data;
  const found = outlines?.features.find((feature) => feature.properties.code === code)?.geometry;
  if (!found) throw refuse(422, m.noSuchArea, { field: 'area' });
  return found;
}

export const areaPages: readonly Route[] = areas;
