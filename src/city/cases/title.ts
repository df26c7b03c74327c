// What a case is called in lists: its class and the first words. Pure.
import type { Lang } from '#ground/i18n/index.ts';

/** First words of a text, cut at a sentence's end if one comes early, else at `max` characters. Control characters and line breaks become spaces. */
export function excerpt(text: string, max = 40): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  // Only what could be shown is looked at: descriptions are long, titles short. A letter is two units at most.
  const head = line.slice(0, 2 * max + 2);
  const sentence = /^(.{4,}?)[。！？!?；;](?=\s|$|\p{L})/u.exec(head)?.[1];
  if (sentence && letters(sentence) <= max) return sentence;
  return letters(head) <= max ? line.replace(/[。.！!]$/, '') : `${[...head].slice(0, max).join('')}…`;
}

const letters = (text: string): number => { let n = 0; for (const _ of text) n++; return n; };

/** Title of a case as desks and lists show it: the class and the first words, with the comma of the reader's language between. */
export function titleOf(className: string | undefined, description: string | null, natureWord: string, lang: Lang = 'zh'): string {
  const words = description ? excerpt(description) : '';
  return [className ?? (words ? undefined : natureWord), words || undefined].filter(Boolean).join(lang === 'zh' ? '，' : ', ');
}
