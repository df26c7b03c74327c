// Outlines by GeoJSON: shown first (what is new, what changes), written by the second press.
import { z } from 'zod';
import type { Ctx, FormState } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { page, type Route } from '#ground/http/route.ts';
import { adminPage } from '#ground/pages/frame.tsx';
import { Field } from '#ground/pages/parts.tsx';
import { confirm, EditForm, previewed, refuseUnlessCity, standing, type Change } from '../admin/index.ts';
import { areaIndex } from './areas.ts';
import { AreaInput } from './contract.ts';
import { m } from './messages.ts';
import { saveAreas } from './saving.ts';

const Body = z.object({ file: z.file().optional(), text: z.string().max(60_000_000).optional(), confirm });
const Collection = z.object({ type: z.literal('FeatureCollection'), features: z.array(z.object({ properties: z.record(z.string(), z.unknown()).nullable(), geometry: z.unknown() })).min(1).max(20_000) });

const bring = page({
  path: '/admin/areas/import', who: ['administrator'], summary: 'Areas from a GeoJSON file', body: Body,
  view: (ctx, form) => editor(ctx, form),
  async submit(ctx) {
    const index = await areaIndex(ctx.db);
    refuseUnlessCity(ctx.viewer, index);
    const text = ctx.body.file ? await ctx.body.file.text() : (ctx.body.text ?? '');
    const areas = areasOf(text);
    const known = areas.filter((a) => index.get(a.code));
    const names = (list: readonly AreaInput[]) => list.slice(0, 12).map((a) => a.name).join(', ');
    const fresh = areas.filter((a) => !index.get(a.code));
    const changes: Change[] = [
      { label: `${m.newOnes(ctx.lang)} ${fresh.length}`, before: '', after: names(fresh) }, { label: `${m.changedOnes(ctx.lang)} ${known.length}`, before: '', after: names(known) },
    ].filter((change) => change.after !== '');
    return previewed(ctx, changes, (form, shown) => editor(ctx, { ...form, values: { text } }, shown), () => saveAreas(ctx.db, areas, ctx.viewer.person ?? null, ctx.now), '/admin/areas');
  },
});

async function editor(ctx: Ctx<unknown, unknown, unknown>, form: FormState, changes?: readonly Change[]) {
  const { lang } = ctx;
  return adminPage(ctx, { title: m.bring(lang), lead: m.bringLead(lang), current: '/admin/areas' }, <EditForm lang={lang} form={form} changes={changes} upload>
    <FileField label={m.file(lang)} />
    <Field name="text" label={m.pasted(lang)} as="textarea" rows={8} code value={standing(form, 'text', '')} error={form.errors['text']} />
  </EditForm>);
}

const FileField = ({ label }: { label: string }) => (
  <div class="field"><label class="label" for="f-file">{label}</label><input class="input" id="f-file" type="file" name="file" accept=".geojson,.json,application/geo+json,application/json" /></div>
);

/** GeoJSON text as areas; refuses (422) what is no collection, and names the feature and field that is wrong. */
export function areasOf(text: string): AreaInput[] {
  let parsed: z.output<typeof Collection>;
  try {
    parsed = Collection.parse(JSON.parse(text));
  } catch {
    throw refuse(422, m.badFile, { field: 'text' });
  }
  return parsed.features.map(({ properties, geometry }, i) => {
    const area = AreaInput.safeParse({ ...properties, geometry });
    if (!area.success) throw refuse(422, m.badFeature, { field: 'text', params: { n: i + 1, field: area.error.issues[0]?.path.join('.') ?? '' } });
    return area.data;
  });
}

export const importRoutes: readonly Route[] = [...bring];
