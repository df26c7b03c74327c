// The words of a letter: plain text, one screen, the link first. In the subscriber's language.
import { dateTime } from '#ground/i18n/format.ts';
import type { Lang, Message } from '#ground/i18n/index.ts';
import { m } from './messages.ts';
import { sentenceOf } from './rules.ts';

export interface LetterCase { readonly number: string; readonly title: string; readonly place: string | null; readonly open: boolean; readonly due_at: Date | null; readonly isPublic: boolean }
export interface LetterTo {
  readonly lang: Lang; readonly token: string; readonly own: boolean; readonly link: string | null;
  /** The topic in words. */
  readonly topic: string;
}
export interface City { readonly name: string; readonly zone: string; readonly baseUrl: string }
export interface Written { readonly subject: string; readonly text: string; readonly headers: Record<string, string> }

/** The letter of a step, or undefined when the step is not told. A case that is not public shows neither title nor place, to its reporter too: mailboxes are read by others. */
export function stepLetter(verb: string, at: Date, about: LetterCase, to: LetterTo, city: City): Written | undefined {
  const sentence = sentenceOf(verb);
  if (!sentence) return undefined;
  const { lang } = to;
  const what = sentence(lang);
  const say = (message: Message, params: Record<string, string>) => message(lang, params);
  const number = about.number;
  const lines = [
    about.isPublic ? `${what}${lang === 'zh' ? '：' : ': '}${about.title}` : what,
    about.isPublic && about.place && say(m.where, { place: about.place }),
    say(m.number, { number }),
    say(m.when, { at: dateTime(lang, city.zone, at) }),
    about.open && about.due_at && say(m.due, { at: dateTime(lang, city.zone, about.due_at) }),
    '',
    pageOf(about, to, city),
  ];
  return {
    subject: about.isPublic ? say(m.subject, { what, title: about.title }) : say(m.subjectPrivate, { what, number }),
    text: [...lines.filter((line) => typeof line === 'string'), '', ...foot(to, city)].join('\n'), headers: headers(to, city),
  };
}

function pageOf(about: LetterCase, { lang, own, link }: LetterTo, { baseUrl }: City): string {
  if (link) return m.see(lang, { url: baseUrl + link });
  if (about.isPublic) return m.see(lang, { url: `${baseUrl}/reports/${encodeURIComponent(about.number)}` });
  return own ? m.seeOwn(lang, { url: `${baseUrl}/r` }) : m.see(lang, { url: baseUrl });
}

/** The letter that asks whether the address wants the news. */
export function confirmLetter(to: LetterTo, city: City): Written {
  const { lang, topic } = to;
  return { subject: m.confirmSubject(lang, { topic }), text: [m.confirmText(lang, { topic, url: manageUrl(to, city) }), '', '--', m.sender(lang, { city: city.name }), city.baseUrl].join('\n'), headers: headers(to, city) };
}

const foot = (to: LetterTo, city: City): string[] => ['--', m.because(to.lang, { topic: to.topic }), m.stop(to.lang, { url: manageUrl(to, city) }), m.sender(to.lang, { city: city.name })];
const manageUrl = ({ token }: LetterTo, { baseUrl }: City) => `${baseUrl}/following/${token}`;

/** RFC 8058: mail programs show their own button, which posts to this address without asking. */
const headers = ({ token }: LetterTo, { baseUrl }: City): Record<string, string> => ({
  'List-Unsubscribe': `<${baseUrl}/following/${token}/end>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  'Auto-Submitted': 'auto-generated', Precedence: 'bulk',
});
