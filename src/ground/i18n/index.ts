// Languages: Chinese first, English complete. A message is a pair in a room's messages.ts; a missing half does not compile.
// Why pairs and not one file a language: whoever writes a sentence sees its other half, and a room stays whole in its folder.
// Rejected: message ids with fallbacks (missing ones are noticed by users), ICU (no plural in Chinese, one rule in English is enough).

export const LANGS = ['zh', 'en'] as const;
export type Lang = (typeof LANGS)[number];
/** A parameter may itself be a message: it is said in the same language. */
export type Params = Record<string, string | number | Message>;
/** A sentence that can be said in any language: `m.near(lang, { n: 23 })`. */
export type Message = ((lang: Lang, params?: Params) => string) & { readonly pair: readonly [zh: string, en: string] };

/** The catalogue of a room: name → [Chinese, English]. `{x}` is a parameter, `{n?case:cases}` the singular and plural of n. */
export function messages<K extends string>(pairs: Record<K, readonly [zh: string, en: string]>): Record<K, Message> {
  const entries = Object.entries<readonly [string, string]>(pairs);
  return Object.fromEntries(entries.map(([key, pair]) => [key, message(pair)])) as Record<K, Message>;
}

export function message(pair: readonly [zh: string, en: string]): Message {
  const [zh, en] = [reader(pair[0]), reader(pair[1])];
  const say = (lang: Lang, params: Params = {}) => (lang === 'zh' ? zh : en)(lang, params);
  return Object.assign(say, { pair });
}

type Place = { readonly all: string; readonly name: string; readonly one: string | undefined; readonly many: string | undefined };
type Say = (lang: Lang, params: Params) => string;

/** A sentence read once, when it is first said: its words and the places between them. */
function reader(text: string): Say {
  if (!text.includes('{')) return () => text;
  let pieces: (string | Place)[] | undefined;
  return (lang, params) => {
    let said = '';
    for (const piece of (pieces ??= piecesOf(text))) said += typeof piece === 'string' ? piece : filled(piece, params, lang);
    return said;
  };
}

function piecesOf(text: string): (string | Place)[] {
  const pieces: (string | Place)[] = [];
  let from = 0;
  for (const found of text.matchAll(/\{(\w+)(?:\?([^:}]*):([^}]*))?\}/g)) {
    const [all, name = '', one, many] = found;
    pieces.push(text.slice(from, found.index), { all, name, one, many });
    from = found.index + all.length;
  }
  return [...pieces, text.slice(from)];
}

function filled({ all, name, one, many }: Place, params: Params, lang: Lang): string {
  const value = params[name];
  if (value === undefined) return all;
  if (one !== undefined && many !== undefined) return Number(value) === 1 ? one : many;
  return typeof value === 'function' ? value(lang) : String(value);
}

/** Text kept in two languages in data (class names, organisation names): the wanted one, else the other. */
export interface Words { zh: string; en?: string | null | undefined }
export const pick = (lang: Lang, words: Words): string => (lang === 'en' && words.en ? words.en : words.zh);

/** The best of our languages for an Accept-Language header, else the city's own. */
export function negotiate(header: string | null | undefined, fallback: Lang): Lang {
  if (!header) return fallback;
  let best = known.get(header);
  if (best === undefined) {
    best = bestOf(header);
    if (known.size >= MOST_HEADERS) known.clear();
    if (header.length < 200) known.set(header, best);
  }
  return best ?? fallback;
}

// Browsers of one city send a handful of them.
const known = new Map<string, Lang | null>();
const MOST_HEADERS = 500;

function bestOf(header: string): Lang | null {
  const wanted = header.split(',').map((part) => {
    const [tag = '', ...rest] = part.trim().toLowerCase().split(';');
    const q = rest.map((r) => /^\s*q=([\d.]+)/.exec(r)?.[1]).find(Boolean);
    return { tag: tag.slice(0, 2), q: q === undefined ? 1 : Number(q) };
  });
  wanted.sort((a, b) => b.q - a.q);
  const hit = wanted.find((w) => w.q > 0 && (LANGS as readonly string[]).includes(w.tag));
  return hit ? (hit.tag as Lang) : null;
}
