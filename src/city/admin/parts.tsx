// What every page of administration shares: a form that first shows what will change, who changed it before, a list by pages.
import type { ComponentChildren } from 'preact';
import type { FormState } from '#ground/http/context.ts';
import { dateTime } from '#ground/i18n/format.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { Button, Card, ErrorSummary, Notice, Pagination, SearchField } from '#ground/pages/parts.tsx';
import { m } from './messages.ts';

/** One value that will be another. */
export interface Change { readonly label: string; readonly before: string; readonly after: string }
export type Shown = string | number | boolean | null | undefined | readonly string[];

/** The values that differ, as words; equal ones are left out. */
export function changesOf(lang: Lang, rows: readonly (readonly [label: string, before: Shown, after: Shown])[]): Change[] {
  return rows.map(([label, before, after]) => ({ label, before: asWords(lang, before), after: asWords(lang, after) })).filter(({ before, after }) => before !== after);
}

function asWords(lang: Lang, value: Shown): string {
  if (typeof value === 'boolean') return value ? m.yes(lang) : m.no(lang);
  if (Array.isArray(value)) return value.join(', ');
  return value === null || value === undefined ? '' : String(value);
}

export interface EditFormProps {
  lang: Lang;
  form: FormState;
  /** Present when the changes were asked for: they are shown, and the next press saves. */
  changes?: readonly Change[] | undefined;
  /** Files are sent along. */
  upload?: boolean | undefined;
  action?: string | undefined;
  children: ComponentChildren;
}

/** The first press shows what will change, the second saves it. */
export function EditForm({ lang, form, changes, upload, action, children }: EditFormProps) {
  return (
    <form method="post" action={action} class="stack" encType={upload ? 'multipart/form-data' : undefined} noValidate>
      <FormErrors lang={lang} form={form} />
      {children}
      {changes && <Changes lang={lang} changes={changes} />}
      {changes && changes.length > 0 && <input type="hidden" name="confirm" value="yes" />}
      <p class="row"><Button kind="1" busyWords={m.saving(lang)}>{changes?.length ? m.save(lang) : m.preview(lang)}</Button></p>
    </form>
  );
}

function Changes({ lang, changes }: { lang: Lang; changes: readonly Change[] }) {
  if (changes.length === 0) return <Notice live>{m.noChanges(lang)}</Notice>;
  return (
    <Card title={m.changes(lang)} id="changes" pad>
      <ul class="chg" role="status">
        {changes.map(({ label, before, after }) => (
          <li key={label}><span class="meta">{label}</span><span><del>{before || m.nothing(lang)}</del> → <ins>{after || m.nothing(lang)}</ins></span></li>
        ))}
      </ul>
    </Card>
  );
}

/** What was refused, linked to its fields; nothing while all is well. */
export function FormErrors({ lang, form }: { lang: Lang; form: FormState }) {
  const errors = Object.entries(form.errors).map(([field, text]) => ({ field, text }));
  if (!form.problem) return null;
  return <ErrorSummary title={errors.length ? m.wrongSummary(lang, { n: errors.length }) : form.problem} errors={errors.length ? errors : [{ text: form.problem }]} />;
}

/** Who changed it before, and when. `name` is null for what came with the city package. */
export function ChangedBy({ lang, zone, change }: { lang: Lang; zone: string; change: { at: Date; by: string | null; name: string | null } | undefined }) {
  if (!change) return null;
  const when = dateTime(lang, zone, change.at);
  return <p class="adm-by">{change.by ? m.changedBy(lang, { when, who: change.name ?? m.unknownPerson(lang) }) : m.fromPackage(lang, { when })}</p>;
}

/** After a redirect with ?saved=1. */
export function Saved({ lang, url }: { lang: Lang; url: URL }) {
  return url.searchParams.has('saved') ? <Notice tone="done" live>{m.saved(lang)}</Notice> : null;
}

/** The search line above a list; `children` are more filters, `keep` what the address must go on saying. */
export function ListSearch({ lang, value, placeholder, keep = {}, children }: { lang: Lang; value?: string | undefined; placeholder?: string | undefined; keep?: Readonly<Record<string, string | undefined>> | undefined; children?: ComponentChildren }) {
  return (
    <form class="row row-wrap" role="search">
      {Object.entries(keep).map(([name, kept]) => (kept ? <input key={name} type="hidden" name={name} value={kept} /> : null))}
      <SearchField label={m.search(lang)} placeholder={placeholder} value={value} />
      {children}
      <Button size="d">{m.search(lang)}</Button>
    </form>
  );
}

export const PAGE_SIZE = 50;
/** Ways through a list read by offset; the address keeps its other parameters. */
export function ListPages({ lang, url, total, offset }: { lang: Lang; url: URL; total: number; offset: number }) {
  const at = (from: number) => { const next = new URL(url); next.searchParams.set('from', String(from)); return next.pathname + next.search; };
  return (
    <Pagination label={m.pages(lang)} newer={offset > 0 ? at(Math.max(0, offset - PAGE_SIZE)) : undefined} newerWords={m.previous(lang)}
      older={offset + PAGE_SIZE < total ? at(offset + PAGE_SIZE) : undefined} olderWords={m.next(lang)} count={m.count(lang, { n: total })} />
  );
}


/** What stands in a field: what was typed, else what is stored. */
export const standing = (form: FormState, name: string, stored: string | number | null | undefined): string => {
  const typed = form.values[name];
  if (typeof typed === 'string') return typed;
  if (typed !== undefined) return typed.join(',');
  // A form that was sent and lacks the field was sent with it empty.
  return Object.keys(form.values).length > 0 ? '' : String(stored ?? '');
};
/** The same for boxes and lists. */
export const ticks = (form: FormState, name: string, stored: readonly string[]): readonly string[] => {
  const typed = form.values[name];
  if (Object.keys(form.values).length === 0) return stored;
  return typed === undefined ? [] : typeof typed === 'string' ? [typed] : typed;
};
