// What a case is called in lists: its class and the first words. Pure.
import type { Lang } from '#ground/i18n/index.ts';

/** First words of a text, cut at a sentence's end if one comes early, else at `max` characters. Control characters and line breaks become spaces. */
export function excerpt(text: string, max = 40): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  const letters = [...line];
  const sentence = /^(.{4,}?)[。！？!?；;](?=\s|$|\p{L})/u.exec(line)?.[1];
  if (sentence && [...sentence].length <= max) return sentence;
  return letters.length <= max ? line.replace(/[。.！!]$/, '') : `${letters.slice(0, max).join('')}…`;
}

/** Title of a case as desks and lists show it: the class and the first words, with the comma of the reader's language between. */
export function titleOf(className: string | undefined, description: string | null, natureWord: string, lang: Lang = 'zh'): string {
  const words = description ? excerpt(description) : '';
  return [className ?? (words ? undefined : natureWord), words || undefined].filter(Boolean).join(lang === 'zh' ? '，' : ', ');
}
