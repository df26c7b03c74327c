// Chinese text for full-text search: PostgreSQL's 'simple' configuration knows no Chinese, so runs of characters are cut into pairs here.
// Rejected: cutting into words with jieba. A dictionary makes 灯不亮 one word, so a search for 路灯 missed 路灯不亮; a text and a query about it
// are cut differently, and pairs need no dictionary. (Class names are matched by words: city/classes knows which words there are.)

const HAN = /^\p{Script=Han}/u;

/** Words of a text for to_tsvector('simple', …): every pair of neighbouring characters (占道经营 → 占道 道经 经营 营), Latin words lower case. At most 20,000 characters are read. */
export function searchWords(...texts: (string | null | undefined)[]): string {
  return runsOf(texts.filter(Boolean).join(' ').slice(0, 20_000)).flatMap((run) => (HAN.test(run) ? [...pairs(run), [...run].at(-1) ?? ''] : [run])).join(' ');
}

/** A query for the same: every pair must be there; the last Latin word, or a lone character, may be begun (占道经 finds 占道经营). Empty when nothing can be searched. */
export function searchQuery(text: string): string {
  const runs = runsOf(text.slice(0, 200));
  return runs.flatMap((run, i) => {
    const found = HAN.test(run) ? pairs(run) : [];
    if (found.length) return found;
    return [HAN.test(run) || i === runs.length - 1 ? `${run}:*` : run];
  }).join(' & ');
}

const runsOf = (text: string): string[] => [...text.normalize('NFKC').toLowerCase().matchAll(/\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu)].map((found) => found[0]);

function pairs(run: string): string[] {
  const letters = [...run];
  return letters.slice(1).map((letter, i) => (letters[i] ?? '') + letter);
}
