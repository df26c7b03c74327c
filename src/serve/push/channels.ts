// Channels carry what is said to someone. E-mail today; others (WeChat, Web Push, webhooks) are one more value in this list.
import type { Ground } from '#ground/http/context.ts';
import type { Written } from './letters.ts';

export interface Channel {
  readonly name: string;
  /** Delivers or throws. `id` is the same for every try of the same delivery, so that a receiver can tell a repetition. */
  deliver(ground: Ground, to: { address: string; id: string }, letter: Written): Promise<void>;
}

const email: Channel = {
  name: 'email',
  deliver: ({ mailer, baseUrl }, { address, id }, letter) =>
    mailer.send({ to: address, subject: letter.subject, text: letter.text, headers: { ...letter.headers, 'Message-ID': `<push-${id}@${new URL(baseUrl).hostname}>` } }),
};

const CHANNELS = new Map([email].map((channel) => [channel.name, channel]));
export const channelNamed = (name: string): Channel | undefined => CHANNELS.get(name);

/** A refusal for good (no such mailbox): trying again would change nothing. Greylisting and lost connections are not. */
export function isFinal(error: unknown): boolean {
  const code = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0;
  return code >= 500 && code < 600;
}
