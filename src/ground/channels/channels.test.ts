import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { openMailer } from './index.ts';

const NASTY = { to: 'a@city.test', subject: '案卷已结案\r\nBcc: victim@city.test\nX-Evil: 1', text: '您好：\n\n已经办结。\n.\nQUIT\n' };

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'comis-mail-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

test('without a server letters lie in a folder, readable by their owner alone; nobody adds a header', async (t) => {
  const folder = join(await folderOf(t), 'outgoing');
  const mailer = openMailer({ smtpUrl: undefined, from: 'city@localhost', folder });
  assert.equal(mailer.kind, 'folder');
  await Promise.all([mailer.send(NASTY), mailer.send(NASTY)]);
  const files = await readdir(folder);
  assert.equal(files.length, 2, 'letters of one moment do not overwrite each other');
  const path = join(folder, files[0] ?? '');
  assert.equal((await stat(path)).mode & 0o077, 0);
  const [head = '', body] = (await readFile(path, 'utf8')).split('\n\n', 2);
  assert.deepEqual(head.split('\n').map((line) => line.split(':')[0]), ['From', 'To', 'Subject', 'Date', 'Content-Type']);
  assert.equal(body, '您好：');
});

test('by SMTP: the text arrives whole, and a name adds no recipient and no header', async (t) => {
  const received: { to: string[]; raw: string }[] = [];
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) { void textOf(stream).then((raw) => { received.push({ to: session.envelope.rcptTo.map((r) => r.address), raw }); done(); }); },
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', () => resolve()); });
  t.after(() => new Promise<void>((resolve) => { server.close(() => resolve()); }));
  const address = server.server.address();
  assert.ok(address && typeof address === 'object');
  const mailer = openMailer({ smtpUrl: `smtp://127.0.0.1:${address.port}`, from: 'city@localhost', folder: '/nowhere' });
  await mailer.send(NASTY);
  assert.deepEqual(received.map((letter) => letter.to), [['a@city.test']]);
  const [head = ''] = (received[0]?.raw ?? '').split('\r\n\r\n', 1);
  assert.doesNotMatch(head, /^(Bcc|X-Evil):/mi);
  assert.match(head, /^Content-Transfer-Encoding: (base64|quoted-printable)/mi);
  for (const to of ['a@city.test\r\nBcc: victim@city.test', 'a@city.test, victim@city.test', 'x: victim@city.test;', '"a" <victim@city.test>', 'a@city.test victim@city.test', 'nobody', '']) {
    await assert.rejects(mailer.send({ ...NASTY, to }), /one bare e-mail address/, to);
  }
  assert.equal(received.length, 1);
});

test('a server that is away is an error for the job to retry', async () => {
  const mailer = openMailer({ smtpUrl: 'smtp://127.0.0.1:1', from: 'city@localhost', folder: '/nowhere' });
  await assert.rejects(mailer.send(NASTY), /ECONNREFUSED/);
});
