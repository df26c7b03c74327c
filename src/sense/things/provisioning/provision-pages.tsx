// /admin/sensing/provision: a table of devices, checked, then written. The first press shows what would be done, the second does it; a table that was
// checked need not be chosen again.
import { z } from 'zod';
import type { Ctx, FormState } from '#ground/http/context.ts';
import { html } from '#ground/http/answer.tsx';
import { refuse } from '#ground/http/refusal.ts';
import { page, route, see, type Route } from '#ground/http/route.ts';
import { adminPage } from '#ground/pages/frame.tsx';
import { Button, Card, LinkButton, Notice, Table } from '#ground/pages/parts.tsx';
import { csvLines } from '#ground/tables/index.ts';
import { FormErrors } from '#city/admin/index.ts';
import { serviceOf } from '../sta/service-of.ts';
import { wordsOf } from './columns.ts';
import { Device, deviceOf } from './device.tsx';
import { thingHeaders } from './header-messages.ts';
import { inUse, sensingLists } from './lists.ts';
import { m } from './messages.ts';
import { HOME, Problems, TableFile, Unused, Ways, WHO } from './parts.tsx';
import { provision, tryProvisioning, type Provisioned } from './provision.ts';
import { readThings, type Read } from './reading.ts';
import { keptSheet, keptText, sheetOfFile } from './sheet.ts';

/** Rows of a file; each is some fifteen statements of one transaction. */
export const MOST_THINGS = 2000;
const Count = z.coerce.number().int().min(0).max(MOST_THINGS).optional();
const Query = z.object({ new: Count, changed: Count, same: Count, thing: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).optional(), lang: z.string().optional() });
const Body = z.object({ file: z.file().optional(), kept: z.string().max(5_000_000).optional(), name: z.string().max(200).optional(), do: z.enum(['check', 'write']).default('check') });

interface Checked { readonly read: Read; readonly tried: Provisioned; readonly kept: string | undefined; readonly name: string; readonly rows: number }

const fromTable = page({
  path: HOME, who: WHO, summary: 'Sensors from a table', query: Query, body: Body,
  view: (ctx, form) => show(ctx, form),
  async submit(ctx) {
    const { db, body, viewer, now } = ctx;
    if (!body.file && !body.kept) throw refuse(422, m.fileMissing, { field: 'file' });
    const sheet = body.file ? await sheetOfFile(body.file, MOST_THINGS) : keptSheet(body.kept ?? '', MOST_THINGS);
    const read = await readThings(db, sheet);
    if (body.do === 'write' && read.problems.length === 0) {
      const done = await provision(db, read.plans, { person: viewer.person ?? null, now });
      return see(`${HOME}?new=${done.new}&changed=${done.changed}&same=${done.same}&thing=${done.ids.get(read.plans[0]?.code ?? '') ?? ''}`);
    }
    const tried = await tryProvisioning(db, read.plans);
    const shown = await show(ctx, { values: {}, errors: {}, problem: undefined }, { read, tried, kept: keptText(sheet), name: body.file?.name ?? body.name ?? '', rows: sheet.rows.length });
    return html(shown, read.problems.length ? 422 : 200);
  },
});

async function show(ctx: Ctx<unknown, z.output<typeof Query>, unknown>, form: FormState, checked?: Checked) {
  const { lang, db, query, ground } = ctx;
  const right = checked !== undefined && checked.read.problems.length === 0;
  const todo = right ? checked.tried.new + checked.tried.changed : 0;
  const device = query.thing === undefined ? undefined : await deviceOf(db, query.thing);
  return adminPage(ctx, { title: m.provisionTitle(lang), lead: m.provisionLead(lang), current: HOME }, <div class="stack">
    <Ways ctx={ctx} />
    {query.new !== undefined && <Notice tone="done" live>{m.provisioned(lang, { new: query.new, changed: query.changed ?? 0, same: query.same ?? 0 })}</Notice>}
    {device && <Device lang={lang} device={device} lists={await sensingLists(db)} service={serviceOf(ground)} />}
    {checked && (right ? <Notice tone="info" live title={m.allRight(lang, { rows: checked.rows, new: checked.tried.new, changed: checked.tried.changed, same: checked.tried.same })}>{todo ? m.nothingWritten(lang) : m.nothingNew(lang)}</Notice> : <Notice icon="warn" live>{m.someWrong(lang, { n: checked.read.problems.length })}</Notice>)}
    {checked && <><Problems lang={lang} title={m.problems(lang)} id="problems" rows={checked.read.problems} /><Unused lang={lang} columns={checked.read.unused} /></>}
    <Card pad>
      <form method="post" action={HOME} encType="multipart/form-data" class="stack" noValidate>
        <FormErrors lang={lang} form={form} />
        {right && checked.kept && <><input type="hidden" name="kept" value={checked.kept} /><input type="hidden" name="name" value={checked.name} /></>}
        <TableFile lang={lang} error={form.errors['file']} kept={right && checked.kept ? checked.name : undefined} />
        <p class="row row-wrap">
          {todo > 0 && <Button kind="1" name="do" value="write" busyWords={m.writing(lang)}>{m.writeThings(lang, { n: todo })}</Button>}
          <Button kind={todo ? undefined : '1'} name="do" value="check" busyWords={m.checking(lang)}>{m.checkFirst(lang)}</Button>
        </p>
      </form>
    </Card>
    <Columns lang={lang} kinds={inUse((await sensingLists(db)).kinds).map((kind) => kind.code)} />
  </div>);
}

const NEEDED = new Set(['code', 'name', 'kind']);
function Columns({ lang, kinds }: { lang: Ctx['lang']; kinds: readonly string[] }) {
  const words = { code: m.colCode, name: m.colName, name_en: m.colNameEn, kind: m.colKind, lon: m.colLon, lat: m.colLat, datum: m.colDatum, organisation: m.colOrganisation, public: m.colPublic, asset: m.colAsset, sensor: m.colSensor, description: m.colDescription };
  return (
    <Card title={m.columns(lang)} id="columns" actions={<LinkButton href="/admin/sensing/provision/template.csv" size="d">{m.template(lang)}</LinkButton>}>
      <Table caption={m.columns(lang)} rows={Object.entries(words)} rowKey={([column]) => column} columns={[
        { head: m.column(lang), cell: ([column]) => <><span class="code">{column}</span> {lang === 'zh' && wordsOf(thingHeaders[column as keyof typeof thingHeaders])[0]}</> },
        { head: m.meaning(lang), cell: ([, meaning]) => meaning(lang, { kinds: kinds.join(lang === 'zh' ? '、' : ', ') }) }, { head: '', cell: ([column]) => <span class="meta nowrap">{NEEDED.has(column) ? m.needed(lang) : m.optional(lang)}</span> },
      ]} />
    </Card>
  );
}

const template = route({
  method: 'GET', path: '/admin/sensing/provision/template.csv', who: WHO, summary: 'An empty table of sensors with its header', errors: 'page',
  async handle() {
    const columns = Object.keys(thingHeaders).map((name) => ({ title: name }));
    let text = '';
    for await (const line of csvLines(columns, [], { bom: true })) text += line;
    return new Response(text, { headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="sensors.csv"' } });
  },
});

export const provisionRoutes: readonly Route[] = [...fromTable, template];
