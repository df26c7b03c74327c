// Text into comparable words: Chinese by jieba (search mode) with the city's own words, Latin letters by a small stemmer, pinyin by pinyin-pro.
// The dictionary (5 MB) is read on first use, not on import.
import type { Jieba } from '@node-rs/jieba';
import { pinyin } from 'pinyin-pro';

let segmenter: Promise<Jieba> | undefined;
const taught = new Set<string>();

/** The process's segmenter, taught these words too. */
export async function segmenterWith(words: Iterable<string>): Promise<Jieba> {
  segmenter ??= Promise.all([import('@node-rs/jieba'), import('@node-rs/jieba/dict.js')]).then(([lib, { dict }]) => lib.Jieba.withDict(dict));
  const jieba = await segmenter;
  const fresh = [...new Set(words)].filter((word) => /^\p{Script=Han}{2,12}$/u.test(word) && !taught.has(word));
  for (const word of fresh) taught.add(word);
  if (fresh.length) jieba.loadDict(Buffer.from(fresh.map((word) => `${word} 100000 n`).join('\n')));
  return jieba;
}

/** One form of a text: compatibility characters folded, lower case, single spaces. */
export const normal = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();

/** Chinese words of two characters or more, without those that say nothing. */
export const chineseWords = (jieba: Jieba, text: string): string[] =>
  jieba.cutForSearch(text, true).filter((word) => /^\p{Script=Han}{2,}$/u.test(word) && !CHINESE_FILLERS.has(word));

/** Latin words, stemmed, without those that say nothing. */
export const latinWords = (text: string): string[] =>
  (text.match(/[a-z][a-z']*/g) ?? []).map((word) => word.replace(/'s?$/, '')).filter((word) => word.length > 1 && !ENGLISH_FILLERS.has(word)).map(stem);

/** potholes → pothole, parking → park, dumped → dump: enough to meet the other forms of a word. */
export function stem(word: string): string {
  if (word.length > 5 && word.endsWith('ing')) return undouble(word.slice(0, -3));
  if (word.length > 4 && word.endsWith('ied')) return `${word.slice(0, -3)}y`;
  if (word.length > 4 && word.endsWith('ed')) return undouble(word.slice(0, -2));
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 4 && /(s|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  if (word.length > 3 && word.endsWith('s') && !word.endsWith('ss')) return cutE(word.slice(0, -1));
  return cutE(word);
}

/** Full pinyin by syllable, and initials. `ü` is written v. */
export function pinyinOf(text: string): { full: string; initials: string } {
  const syllables = pinyin(text, { toneType: 'none', type: 'array', nonZh: 'removed', v: true });
  return { full: syllables.join(''), initials: syllables.map((s) => s[0] ?? '').join('') };
}

/** At most one letter apart (changed, missing, extra or swapped with its neighbour). */
export function nearly(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  if (a.slice(i) === b.slice(i)) return true;
  return a.slice(i + 1) === b.slice(i + 1) || a.slice(i + 1) === b.slice(i) || a.slice(i) === b.slice(i + 1)
    || (a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2));
}

const undouble = (word: string) => cutE(/([^aeiouls])\1$/.test(word) ? word.slice(0, -1) : word);
const cutE = (word: string) => (word.length > 3 && word.endsWith('e') ? word.slice(0, -1) : word);

const CHINESE_FILLERS = new Set(['这里', '那里', '我们', '你们', '他们', '有人', '一个', '没有', '不能', '不了', '已经', '很多', '好多', '非常', '希望', '请问', '怎么', '什么', '可以', '现在',
  '今天', '昨天', '晚上', '早上', '每天', '天天', '一直', '附近', '旁边', '前面', '后面', '门口', '路边', '地方', '问题', '情况', '投诉', '举报', '反映', '严重', '影响', '小区', '街道', '马路', '上面', '下面', '里面', '还有', '特别', '有个', '有点', '尽快', '处理', '解决', '个人', '到处', '居民', '多天', '几天', '好几天']);
const ENGLISH_FILLERS = new Set(['the', 'a', 'an', 'is', 'are', 'was', 'in', 'on', 'at', 'of', 'to', 'and', 'or', 'my', 'our', 'your', 'there', 'this', 'that', 'it', 'by', 'for', 'with', 'near', 'from',
  'has', 'have', 'been', 'be', 'very', 'some', 'someone', 'people', 'please', 'not', 'no', 'out', 'up', 'all', 'over', 'front', 'side', 'here', 'they', 'we', 'me', 'outside', 'next', 'day', 'days', 'night', 'always', 'street', 'road', 'city', 'problem']);
