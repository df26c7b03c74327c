// Signs that the pages of sensors share.
import type { Lang } from '#ground/i18n/index.ts';
import { isoTime } from '#ground/i18n/format.ts';
import { Tag } from '#ground/pages/parts.tsx';
import type { SensingLists } from '../provisioning/lists.ts';
import { m } from './messages.ts';
import type { StreamRow } from './store.ts';
import { ageText, latestText, streamWord } from './words.ts';

/** A latest value, what it is of, and whether it is stale, in words. */
export function Reading({ stream, lists, lang }: { stream: StreamRow; lists: SensingLists; lang: Lang }) {
  const value = latestText(lang, stream);
  return <span class={stream.stale ? 'sr sr-stale' : 'sr'}><small>{streamWord(lang, lists, stream)}</small><b>{value === '' ? '–' : value}</b>{stream.stale && <Tag>{m.stale(lang)}</Tag>}</span>;
}

export const Age = ({ at, now, lang }: { at: Date; now: Date; lang: Lang }) => <time class="nowrap" datetime={isoTime(at)}>{ageText(lang, at, now)}</time>;

/** The latest of the times of some streams. */
export const newestOf = (streams: readonly StreamRow[]): Date | undefined => streams.reduce<Date | undefined>((newest, { last_time: at }) => (at && (!newest || at > newest) ? at : newest), undefined);
