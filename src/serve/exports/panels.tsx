// The ways to an export, where a person expects them: at the end of the public list, and in the bar of a desk.
import { Icon } from '#ground/pages/parts.tsx';
import type { Panel } from '#ground/room.ts';
import { is } from '#ground/identity/index.ts';
import { number } from '#ground/i18n/format.ts';
import { DESKS, MOST_DESK } from './desk-routes.ts';
import { m } from './messages.ts';
import { MOST_PUBLIC } from './public-routes.ts';

const PUBLIC_FILES = [['/exports/cases.csv', m.getCsv], ['/exports/cases.geojson', m.getGeojson], ['/exports/bulk.csv', m.getBulk]] as const;

/** 'reports.list': the list in sight as a file. */
const publicPanel: Panel = {
  slot: 'reports.list', place: 10,
  async show({ lang, url }) {
    const query = without(url, ['before', 'lang']);
    query.set('lang', lang);
    return (
      <div class="stack-s">
        <p class="meta">{m.get(lang, { n: number(lang, MOST_PUBLIC) })}</p>
        <div class="row row-wrap">{PUBLIC_FILES.map(([path, title]) => <a key={path} class="btn" href={`${path}?${query}`} download>{title(lang)}</a>)}</div>
      </div>
    );
  },
};

/** 'desk.queue': the list in sight, with its filters, as a file. */
const deskPanel: Panel = {
  slot: 'desk.queue', place: 10,
  async show({ lang, url, viewer }, subject) {
    if (!isQueue(subject) || !is(viewer, ...DESKS)) return null;
    const query = without(url, ['tab', 'case', 'do', 'template', 'all', 'after', 'did', 'n', 'lang']);
    query.set('queue', subject.queue);
    return (
      <details class="qp-more desk-only">
        <summary class="btn btn-d">{m.desk(lang)}<Icon name="down" size="xs" /></summary>
        <ul class="pop">
          {(['xlsx', 'csv'] as const).map((ending) => <li key={ending}><a class="pop-i" href={`/desk/exports/cases.${ending}?${query}`} download>{ending.toUpperCase()}</a></li>)}
          <li class="hint">{m.deskNote(lang, { n: number(lang, MOST_DESK) })}</li>
        </ul>
      </details>
    );
  },
};

const isQueue = (subject: unknown): subject is { queue: string } => typeof subject === 'object' && subject !== null && 'queue' in subject && typeof subject.queue === 'string';

function without(url: URL, names: readonly string[]): URLSearchParams {
  return new URLSearchParams([...url.searchParams].filter(([name, value]) => !names.includes(name) && value !== ''));
}

export const panels: readonly Panel[] = [publicPanel, deskPanel];
