// Ways out of the house to people. One interface a kind, a default that needs no service. Rooms decide what is said; here it is only carried.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import nodemailer from 'nodemailer';

/** `to` is one bare address. */
export interface Letter { readonly to: string; readonly subject: string; readonly text: string; readonly headers?: Record<string, string> }
export interface Mailer { send(letter: Letter): Promise<void>; readonly kind: 'smtp' | 'folder' }

/** By SMTP when configured, else into a folder where the operator can read what would have gone out. */
export function openMailer(options: { smtpUrl: string | undefined; from: string; folder: string }): Mailer {
  if (!options.smtpUrl) return folderMailer(options.folder, options.from);
  const transport = nodemailer.createTransport(options.smtpUrl, { from: options.from });
  return { kind: 'smtp', send: async (letter) => { await transport.sendMail({ ...letter, to: { name: '', address: oneAddress(letter.to) }, subject: plain(letter.subject) }); } };
}

function folderMailer(folder: string, from: string): Mailer {
  let n = 0;
  return {
    kind: 'folder',
    async send(letter) {
      await mkdir(folder, { recursive: true });
      const text = [`From: ${from}`, `To: ${oneAddress(letter.to)}`, `Subject: ${plain(letter.subject)}`, `Date: ${new Date().toUTCString()}`, 'Content-Type: text/plain; charset=utf-8', '', letter.text, ''].join('\n');
      await writeFile(join(folder, `${Date.now()}-${process.pid}-${++n}.eml`), text, { mode: 0o600 });
    },
  };
}

/** One bare address: whatever else could stand there (a list, a name, a line break) would reach somebody who did not ask. Throws. */
function oneAddress(text: string): string {
  if (!/^[^\s@,;:<>()[\]"\\]+@[^\s@,;:<>()[\]"\\]+$/.test(text) || text.length > 254) throw new Error('a letter goes to one bare e-mail address');
  return text;
}

/** Nobody adds a header through a subject. */
const plain = (text: string) => text.replace(/[\r\n]+/g, ' ');
