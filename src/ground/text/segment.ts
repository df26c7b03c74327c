// Chinese text cut into words, for full-text search: PostgreSQL's 'simple' configuration knows no Chinese, so words are cut here and joined by spaces.
import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';

let jieba: Jieba | undefined;
/** Words of a text for to_tsvector('simple', …): short words inside long ones too, Latin lower case, nothing else. */
export function searchWords(...texts: (string | null | undefined)[]): string {
  jieba ??= Jieba.withDict(dict);
  const text = texts.filter(Boolean).join(' ').normalize('NFKC').toLowerCase().slice(0, 20_000);
  return jieba.cutForSearch(text, true).filter((word) => /[\p{L}\p{N}]/u.test(word)).join(' ');
}

/** A query for the same: every word must be there, the last one may be begun (占道经 finds 占道经营). Empty when nothing can be searched. */
export function searchQuery(text: string): string {
  const words = searchWords(text).split(' ').map((word) => word.replace(/[^\p{L}\p{N}]/gu, '')).filter(Boolean);
  return words.map((word, i) => (i === words.length - 1 ? `${word}:*` : word)).join(' & ');
}
