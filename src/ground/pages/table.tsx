// Tables: number columns end-aligned with tabular figures; the first column stays in sight on narrow screens.
import type { ComponentChildren } from 'preact';

export interface Column<Row> {
  head: ComponentChildren;
  cell: (row: Row) => ComponentChildren;
  /** Numbers: end-aligned. */
  num?: boolean | undefined;
  /** Under the column: a sum, a rate. */
  foot?: ComponentChildren;
}

export interface TableProps<Row> {
  /** Says what the table holds; spoken, not shown (a heading stands above it). */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  /** The chosen row. */
  selected?: (row: Row) => boolean;
  /** What stands instead of rows: an <Empty>. */
  empty?: ComponentChildren;
  class?: string | undefined;
}

/** The first column names the row (a header cell). Scrolls sideways by itself, also with the keyboard. */
export function Table<Row>({ caption, columns, rows, rowKey, selected, empty, class: extra }: TableProps<Row>) {
  if (rows.length === 0 && empty) return <>{empty}</>;
  return (
    <div class="scroll-x" role="region" aria-label={caption} tabIndex={0}>
      <table class={extra ? `tbl ${extra}` : 'tbl'}>
        <caption class="vh">{caption}</caption>
        <thead><tr>{columns.map((column, at) => <th key={at} scope="col" class={numClass(column)}>{column.head}</th>)}</tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} data-chosen={selected?.(row) || undefined}>
              {columns.map((column, at) => (at === 0
                ? <th key={at} scope="row" class={numClass(column)}>{column.cell(row)}</th>
                : <td key={at} class={numClass(column)}>{column.cell(row)}</td>))}
            </tr>
          ))}
        </tbody>
        {columns.some((column) => column.foot !== undefined) && (
          <tfoot>
            <tr>{columns.map((column, at) => (at === 0
              ? <th key={at} scope="row" class={numClass(column)}>{column.foot}</th>
              : <td key={at} class={numClass(column)}>{column.foot}</td>))}</tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

const numClass = <Row,>(column: Column<Row>) => (column.num ? 'num' : undefined);
