// What the pages of this part share: the ways between them, a field for a file, the list of what is wrong.
import type { AnyCtx } from '#ground/http/context.ts';
import { number } from '#ground/i18n/format.ts';
import { is } from '#ground/identity/index.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { describedBy, Card, FieldError, fieldId, frame, Hint, Notice, Table, Tabs } from '#ground/pages/parts.tsx';
import { m as history } from '../history/messages.ts';
import type { RowProblem } from './columns.ts';
import { m } from './messages.ts';

export const WHO = ['steward', 'administrator'] as const;
const WAYS = [['/admin/sensing/provision', m.tabProvision], ['/admin/sensing/upload', m.tabUpload], ['/admin/sensing/kinds', m.tabKinds], ['/admin/sensing/properties', m.tabProperties], ['/admin/sensing/units', m.tabUnits]] as const;
/** Where administrators say how long data is kept. */
export const RETENTION = '/admin/sensing/retention';
/** Where in the bar all of them stand. */
export const HOME = WAYS[0][0];

export const Ways = ({ ctx: { lang, url, viewer } }: { ctx: Pick<AnyCtx, 'lang' | 'url' | 'viewer'> }) => <Tabs label={m.tabs(lang)} tabs={[...WAYS, ...(is(viewer, 'administrator') ? [[RETENTION, history.short] as const] : [])].map(([href, label]) => ({ href, label: label(lang), current: url.pathname === href || url.pathname.startsWith(`${href}/`) }))} />;

export function TableFile({ lang, error, kept }: { lang: Lang; error?: string | undefined; /** Name of the file that was checked already. */ kept?: string | undefined }) {
  const id = fieldId('file');
  const hint = kept ? m.fileKept(lang, { name: kept }) : m.fileHint(lang);
  return (
    <div class={frame(error)}>
      <label class="label" for={id}>{m.file(lang)}</label>
      <Hint id={id}>{hint}</Hint>
      <FieldError id={id} error={error} />
      <input class="input" id={id} type="file" name="file" accept=".csv,.tsv,.txt,.gz,.xlsx" aria-invalid={error ? 'true' : undefined} aria-describedby={describedBy(id, hint, error)} />
    </div>
  );
}

const SHOWN = 200;
/** Rows as a person counts them in the file. */
export function Problems({ lang, title, id, rows }: { lang: Lang; title: string; id: string; rows: readonly RowProblem[] }) {
  if (rows.length === 0) return null;
  const shown = rows.slice(0, SHOWN);
  return (
    <Card title={`${title} · ${number(lang, rows.length)}`} id={id}>
      <Table caption={title} rows={shown.map((problem, i) => ({ ...problem, i }))} rowKey={({ i }) => i} columns={[
        { head: m.row(lang), num: true, cell: ({ row }) => number(lang, row) }, { head: m.column(lang), cell: ({ column }) => column },
        { head: m.value(lang), cell: ({ value }) => <span class="cut-2">{value.slice(0, 200)}</span> }, { head: m.what(lang), cell: ({ what, params }) => what(lang, params) },
      ]} />
      {rows.length > SHOWN && <p class="card-p meta">{m.more(lang, { n: number(lang, rows.length - SHOWN) })}</p>}
    </Card>
  );
}

export const Unused = ({ lang, columns }: { lang: Lang; columns: readonly string[] }) => (columns.length ? <Notice>{m.unusedColumns(lang, { columns: columns.slice(0, 40).join(lang === 'zh' ? '、' : ', ') })}</Notice> : null);
