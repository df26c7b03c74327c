// Which class is meant by everyday words, pinyin or English: "占道经营", "小贩挡路", "jinggai", "zdjy", "street light out".
// Each class is a bag of terms (its name, keywords, their parts, their pinyin); a term counts the more the fewer classes share it.
// The score is how much was recognised, times how far the best is ahead, so 0.8 means: choose it beforehand.
// Rejected: embeddings (a model to ship and to explain), trigrams (Chinese words are two characters).
import type { Jieba } from '@node-rs/jieba';
import type { Class, Nature, Suggestion } from './contract.ts';
import { isValid } from './rules.ts';
import { chineseWords, latinWords, nearly, normal, pinyinOf, segmenterWith } from './words.ts';

interface Phrase { readonly text: string; readonly full: string; readonly initials: string; readonly weight: number }
interface Entry { readonly cls: Class; readonly phrases: readonly Phrase[]; readonly words: ReadonlyMap<string, number>; readonly latin: ReadonlyMap<string, number> }
interface Matcher { readonly entries: readonly Entry[]; readonly jieba: Jieba; readonly rarity: (term: string) => number; readonly heaviest: number }
export type ClassMatcher = Matcher;

/** What is known of a report when a class is wanted. `assetClass`: the class of the chosen asset. `on`: the day, YYYY-MM-DD. */
export interface Wanted { readonly text: string; readonly on: string; readonly nature?: Nature | undefined; readonly assetClass?: string | undefined; readonly limit?: number | undefined }

const NAME = 1.25;
const KEYWORD = 1;
const PART = 0.55;
const ABOUT = 0.3;

/** Prepares the small classes for matching (about 0.1 s for 200 classes, after the dictionary is read). */
export async function buildMatcher(classes: readonly Class[]): Promise<Matcher> {
  const small = classes.filter((c) => c.parent !== null);
  const jieba = await segmenterWith(small.flatMap((c) => [c.name, ...c.keywords]));
  const entries = small.map((cls) => entryOf(cls, jieba));
  const counts = new Map<string, number>();
  for (const { phrases, words, latin } of entries) for (const term of new Set([...phrases.map((p) => p.text), ...words.keys(), ...latin.keys()])) counts.set(term, (counts.get(term) ?? 0) + 1);
  const most = Math.log(1 + entries.length);
  return { entries, jieba, rarity: (term) => Math.log(1 + entries.length / (counts.get(term) ?? 1)) / (most || 1), heaviest: Math.max(1, ...small.map((c) => c.weight)) };
}

/** Classes likely meant, best first; with no words, the most common ones. Scores from 0.8 on may be chosen beforehand. */
export function suggest(matcher: Matcher, wanted: Wanted): Suggestion[] {
  const query = normal(wanted.text).slice(0, 500);
  const usable = matcher.entries.filter(({ cls }) => isValid(cls, wanted.on));
  if (query === '' && !wanted.assetClass) {
    return usable.toSorted((a, b) => b.cls.weight - a.cls.weight).slice(0, wanted.limit ?? 8).map(({ cls }) => ({ code: cls.code, score: round(0.3 * (cls.weight / matcher.heaviest)) }));
  }
  const read = readQuery(matcher, query);
  const scored = usable.map((entry) => ({ entry, raw: evidence(matcher, entry, read, wanted) })).filter(({ raw }) => raw > 0.05).sort((a, b) => b.raw - a.raw || b.entry.cls.weight - a.entry.cls.weight);
  const [first = 0, second = 0] = scored.map(({ raw }) => raw);
  return scored.slice(0, wanted.limit ?? 8).map(({ entry, raw }, i) => ({ code: entry.cls.code, score: confidence(raw, i === 0 ? second : first) }));
}

interface Read { readonly query: string; readonly words: ReadonlySet<string>; readonly latin: readonly string[]; readonly letters: string }

function readQuery({ jieba }: Matcher, query: string): Read {
  const han = /\p{Script=Han}/u.test(query);
  return { query, words: new Set(han ? chineseWords(jieba, query) : []), latin: latinWords(query), letters: han ? '' : query.replace(/[^a-z]/g, '') };
}

function evidence(matcher: Matcher, entry: Entry, read: Read, wanted: Wanted): number {
  const sum = inChinese(matcher, entry, read) + inEnglish(matcher, entry, read) + (read.letters.length >= 2 ? inPinyin(entry, read.letters) : 0);
  const asset = wanted.assetClass !== undefined && (entry.cls.asset_class === wanted.assetClass || entry.cls.code === wanted.assetClass) ? 1.6 : 0;
  const fits = wanted.nature === undefined || entry.cls.natures.includes(wanted.nature) ? 1 : 0.5;
  const common = 1 + 0.12 * (entry.cls.weight / matcher.heaviest);
  return (sum + asset) * fits * common;
}

/** Phrases that stand in the text, words of theirs that do, and phrases that the text begins to say. Only the longest phrase counts in full. */
function inChinese(matcher: Matcher, { phrases, words }: Entry, { query, words: said }: Read): number {
  if (said.size === 0 && !/\p{Script=Han}/u.test(query)) return 0;
  let [best, rest] = [0, 0];
  for (const phrase of phrases) {
    if (!/\p{Script=Han}/u.test(phrase.text)) continue;
    let value = 0;
    if (query === phrase.text) value = 2.4 * phrase.weight;
    else if (query.includes(phrase.text)) value = phrase.weight * matcher.rarity(phrase.text) * (0.75 + 0.32 * Math.min(phrase.text.length, 5));
    else if (query.length >= 2 && query.length < phrase.text.length && phrase.text.includes(query)) value = phrase.weight * (0.5 + (0.8 * query.length) / phrase.text.length) * (phrase.text.startsWith(query) ? 1.1 : 1);
    if (value > best) [best, rest] = [value, rest + best];
    else rest += value;
  }
  let parts = 0;
  for (const word of said) parts += (words.get(word) ?? 0) * matcher.rarity(word) * Math.min(1.3, word.length / 2);
  return best + 0.35 * rest + parts;
}

function inEnglish(matcher: Matcher, { latin, phrases }: Entry, { query, latin: said }: Read): number {
  if (said.length === 0) return 0;
  let sum = 0;
  for (const [i, word] of said.entries()) {
    const exact = latin.get(word);
    if (exact !== undefined) sum += 1.25 * exact * matcher.rarity(word);
    else sum += loosely(matcher, latin, word, i === said.length - 1);
  }
  const whole = phrases.some((p) => p.text === query) ? 1 : phrases.some((p) => p.text.includes(' ') && query.includes(p.text)) ? 0.6 : 0;
  return sum + whole;
}

/** A slip of one letter, or the beginning of a word that is still being typed. */
function loosely(matcher: Matcher, latin: ReadonlyMap<string, number>, word: string, last: boolean): number {
  let best = 0;
  for (const [term, weight] of latin) {
    if (word.length >= 5 && nearly(word, term)) best = Math.max(best, 0.8 * weight * matcher.rarity(term));
    else if (last && word.length >= 3 && term.startsWith(word)) best = Math.max(best, (0.9 * weight * matcher.rarity(term) * word.length) / term.length);
  }
  return best;
}

/** Full pinyin or initials of a name or keyword: all of it, its beginning, or standing within a longer text. */
function inPinyin({ phrases }: Entry, letters: string): number {
  let best = 0;
  for (const { full, initials, weight } of phrases) {
    if (full === '') continue;
    let value = 0;
    if (full === letters) value = 2.2;
    else if (initials === letters) value = initials.length >= 3 ? 1.9 : 1.2;
    else if (letters.length >= 3 && full.startsWith(letters)) value = 0.6 + letters.length / full.length;
    else if (full.length >= 6 && letters.includes(full)) value = 1.5;
    else if (letters.length >= 5 && full.includes(letters)) value = 0.5 + letters.length / full.length;
    else if (letters.length >= 3 && initials.startsWith(letters)) value = 0.8;
    best = Math.max(best, value * weight);
  }
  return best;
}

/** How much was recognised, times how far it is ahead of `other`. */
function confidence(raw: number, other: number): number {
  return round((1 - Math.exp(-1.25 * raw)) * (raw / (raw + 0.55 * other ** 1.15)));
}

function entryOf(cls: Class, jieba: Jieba): Entry {
  const phrases = [phraseOf(cls.name, NAME), ...(cls.name_en ? [phraseOf(cls.name_en, NAME)] : []), ...cls.keywords.map((word) => phraseOf(word, KEYWORD))];
  const words = new Map<string, number>();
  const latin = new Map<string, number>();
  const raise = (map: Map<string, number>, term: string, weight: number) => { map.set(term, Math.max(map.get(term) ?? 0, weight)); };
  for (const { text, weight } of phrases) {
    for (const word of chineseWords(jieba, text)) if (word !== text) raise(words, word, PART * weight);
    for (const word of latinWords(text)) raise(latin, word, weight);
  }
  for (const word of chineseWords(jieba, normal(cls.about ?? ''))) raise(words, word, ABOUT);
  for (const word of latinWords(normal(cls.about_en ?? ''))) raise(latin, word, ABOUT);
  return { cls, phrases, words, latin };
}

function phraseOf(raw: string, weight: number): Phrase {
  const text = normal(raw);
  return { text, weight, ...(/\p{Script=Han}/u.test(text) ? pinyinOf(text) : { full: '', initials: '' }) };
}

const round = (value: number) => Math.round(value * 1000) / 1000;
