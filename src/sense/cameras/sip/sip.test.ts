import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openDigest, readAuthorization, responseFor } from './digest.ts';
import { readManscdp } from './manscdp.ts';
import { answerTo, MOST_BYTES, readSip, readVia, userOf, writeSip, type SipRequest } from './message.ts';
import { openTransactions } from './transactions.ts';
import { decodeXml, readXml, textOf } from './xml.ts';

const FROM = { address: '10.0.0.9', port: 5060 };
const headers = (method: string, more: readonly (readonly [string, string])[] = []): (readonly [string, string])[] => [
  ['Via', 'SIP/2.0/UDP 10.0.0.9:5060;rport;branch=z9hG4bK1'], ['From', '<sip:34020000001320000001@3402000000>;tag=1'], ['To', '<sip:34020000001320000001@3402000000>'], ['Call-ID', 'a@b'], ['CSeq', `1 ${method}`], ...more,
];
const request = (method = 'MESSAGE', body: string | Uint8Array = '', more: readonly (readonly [string, string])[] = []): Buffer => writeSip(`${method} sip:34020000002000000001@3402000000 SIP/2.0`, headers(method, more), body);

test('a request is read as it was written, compact names and folded lines too', () => {
  const read = readSip(request('MESSAGE', 'abc')) as SipRequest;
  assert.deepEqual([read.kind, read.method, read.uri, Buffer.from(read.body).toString()], ['request', 'MESSAGE', 'sip:34020000002000000001@3402000000', 'abc']);
  assert.equal(userOf(read.headers.get('from')), '34020000001320000001');
  const compact = readSip(Buffer.from('REGISTER sip:x@y SIP/2.0\r\nv: SIP/2.0/UDP h\r\n ;branch=z9hG4bK2\r\nf: <sip:u@h>\r\nt: <sip:u@h>\r\ni: 1\r\nCSeq: 7 REGISTER\r\n\r\n'));
  assert.equal(readVia(compact?.headers.get('via') ?? '')?.branch, 'z9hG4bK2');
});

test('what is no message is none', () => {
  const whole = request().toString('latin1');
  const wrong = [
    '', 'x', whole.replace('SIP/2.0\r\n', 'SIP/3.0\r\n'), whole.replace(/Via:.*\r\n/, ''), whole.replace(/Call-ID:.*\r\n/, ''), whole.replace('1 MESSAGE', '1 REGISTER'), whole.replace('1 MESSAGE', '99999999999 MESSAGE'), whole.replace(/From:.*\r\n/, 'From: nobody\r\n'),
    whole.replace('Content-Length: 0', 'Content-Length: 1'), whole.replace('Content-Length: 0', 'Content-Length: -1'), whole.replace('\r\n\r\n', '\r\n'), whole.replace('Call-ID', 'Call ID'), whole.replace('a@b', 'x'.repeat(3000)), whole.replace('Call-ID: a@b\r\n', `Call-ID: a@b\r\n${'X: y\r\n'.repeat(80)}`),
  ];
  for (const text of wrong) assert.equal(readSip(Buffer.from(text, 'latin1')), undefined, text.slice(0, 60));
  assert.equal(readSip(request('MESSAGE', 'x'.repeat(MOST_BYTES))), undefined, 'too large');
});

test('an answer carries what the request had, and says where it came from; no value begins a header of its own', () => {
  const answer = readSip(answerTo(readSip(request()) as SipRequest, 200, { from: FROM, tag: 't', headers: [['Date', 'x\r\nEvil: 1']] }));
  assert.ok(answer?.kind === 'response' && answer.status === 200);
  assert.deepEqual([answer.headers.get('to'), answer.headers.get('cseq'), answer.headers.get('evil'), answer.headers.get('date')], ['<sip:34020000001320000001@3402000000>;tag=t', '1 MESSAGE', undefined, 'x Evil: 1']);
  assert.match(answer.headers.get('via') ?? '', /;rport=5060;branch=z9hG4bK1;received=10\.0\.0\.9$/);
});

test('digest as RFC 2617 has it; a nonce is good for its address, for a minute, and counts up', () => {
  assert.equal(responseFor({ username: 'Mufasa', realm: 'testrealm@host.com', nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093', uri: '/dir/index.html', qop: 'auth', nc: '00000001', cnonce: '0a4f113b' }, 'GET', 'Circle Of Life'), '6629fae49393a05397450978507c4ef1');
  const digest = openDigest('3402000000', 'secret-1');
  const [user, uri, now] = ['34020000001320000001', 'sip:x@y', 1_000_000];
  const login = (nonce: string, nc: string | undefined, password = 'secret-1') => {
    const f = { username: user, realm: '3402000000', nonce, uri, ...(nc === undefined ? {} : { qop: 'auth', nc, cnonce: 'c' }) };
    return `Digest ${Object.entries({ ...f, response: responseFor(f, 'REGISTER', password) }).map(([name, value]) => `${name}="${value}"`).join(', ')}`;
  };
  const nonce = () => readAuthorization(digest.challenge('1.1.1.1', now, false))?.['nonce'] ?? '';
  const judge = (header: string, address = '1.1.1.1', at = now) => digest.judge(header, { method: 'REGISTER', user, address }, at);
  const first = nonce();
  assert.notEqual(nonce(), first, 'two devices behind one address in the same moment');
  assert.equal(judge(login(first, '00000001')), 'right');
  assert.equal(judge(login(first, '00000001')), 'stale', 'replayed');
  assert.equal(judge(login(first, '00000002')), 'right', 'the next one');
  assert.equal(judge(login(first, '00000003', 'wrong')), 'wrong');
  assert.equal(judge(login(first, '00000003'), '2.2.2.2'), 'stale', 'from elsewhere');
  assert.equal(judge(login(first, '00000003'), '1.1.1.1', now + 60_001), 'stale', 'a minute later');
  assert.equal(judge(login(`${now.toString(36)}.ab.${'0'.repeat(32)}`, '00000001')), 'stale', 'not our nonce');
  const plain = openDigest('3402000000', 'secret-1');
  const old = login(readAuthorization(plain.challenge('1.1.1.1', now, false))?.['nonce'] ?? '', undefined);
  assert.deepEqual([1, 2].map(() => plain.judge(old, { method: 'REGISTER', user, address: '1.1.1.1' }, now)), ['right', 'stale'], 'without qop once');
  assert.equal(judge('Basic abc'), 'stale', 'who has no nonce of ours is asked for a digest');
  const forged = (nonce: string) => login(nonce, '00000009').replace(user, '34020000001320000999');
  assert.deepEqual([judge(forged(first)), judge(forged('made-up'))], ['wrong', 'stale'], 'only who was asked can be wrong');
});

test('XML is elements with text: no document type, no entities of its own, no depth without end', () => {
  assert.equal(textOf(readXml('<?xml version="1.0"?>\r\n<A b="1"><!-- x --><C>1 &lt; 2 &#x4e2d;&#20013;</C><D/></A>'), 'C'), '1 < 2 中中');
  for (const wrong of ['', 'text', '<A>', '<A></B>', '<A/><B/>', '<A>&x;</A>', '<A>&#0;</A>', '<A>&amp</A>', '<!DOCTYPE A [<!ENTITY x "y">]><A>&x;</A>', '<A><![CDATA[x]]></A>', '<?php x?><A/>', 'x<A/>', '<A b=1/>', '<A>'.repeat(20) + '</A>'.repeat(20)]) assert.equal(readXml(wrong), undefined, wrong.slice(0, 40));
  assert.equal(readXml(`<A>${'<B/>'.repeat(2100)}</A>`), undefined);
});

test('bodies in GB 18030, in UTF-8, and in UTF-8 that says GB2312', () => {
  const gb = Buffer.concat([Buffer.from('<?xml version="1.0" encoding="GB2312"?><A><N>'), Buffer.from([0xd6, 0xd0]), Buffer.from('</N></A>')]);
  assert.equal(textOf(readXml(decodeXml(gb) ?? ''), 'N'), '中');
  for (const named of ['UTF-8', 'GB2312', 'gb18030']) assert.equal(textOf(readXml(decodeXml(Buffer.from(`<?xml version="1.0" encoding="${named}"?><A><N>摄像机中</N></A>`)) ?? ''), 'N'), '摄像机中', named);
});

test('what devices say', () => {
  const said = (text: string) => readManscdp(Buffer.from(text));
  const [id, head] = ['34020000001320000001', '<DeviceID>34020000001320000001</DeviceID>'];
  assert.deepEqual(said(`<Notify><CmdType>Keepalive</CmdType><SN>1</SN>${head}<Status>OK</Status></Notify>`), { type: 'keepalive', device: id, ok: true });
  assert.deepEqual(said(`<Notify><CmdType>Alarm</CmdType><SN>9</SN>${head}<AlarmMethod>5</AlarmMethod><AlarmTime>2026-11-18T09:41:00.123</AlarmTime><Info><AlarmType>6</AlarmType></Info></Notify>`), { type: 'alarm', device: id, sn: '9', time: '2026-11-18T09:41:00', method: '5', alarmType: '6', note: undefined });
  assert.deepEqual(said(`<Notify><CmdType>MobilePosition</CmdType><SN>1</SN>${head}<Time>2026-11-18T09:41:00</Time><Longitude>118.31</Longitude><Latitude>30.91</Latitude></Notify>`), { type: 'position', device: id, time: '2026-11-18T09:41:00', at: { lon: 118.31, lat: 30.91 } });
  assert.deepEqual(said(`<Response><CmdType>Catalog</CmdType><SN>1</SN>${head}<SumNum>1</SumNum><DeviceList Num="1"><Item>${head}<Name>门口</Name><Status>OFF</Status><Longitude>0</Longitude><Latitude>0</Latitude></Item><Item><DeviceID>x</DeviceID></Item></DeviceList></Response>`), { type: 'catalog', device: id, sum: 1, items: [{ gbId: id, name: '门口', on: false, at: null, address: null }] });
  for (const wrong of ['<Notify/>', `<Notify><CmdType>Alarm</CmdType><SN>9</SN>${head}<AlarmTime>yesterday</AlarmTime></Notify>`, `<Notify><CmdType>Alarm</CmdType><SN>9</SN>${head}<AlarmTime>2026-13-45T09:41:00</AlarmTime></Notify>`, `<Notify><CmdType>MobilePosition</CmdType>${head}<Time>2026-11-18T09:41:00</Time><Longitude>500</Longitude><Latitude>1</Latitude></Notify>`]) assert.equal(said(wrong), undefined, wrong);
  assert.deepEqual(said(`<Query><CmdType>DeviceInfo</CmdType><SN>1</SN>${head}</Query>`), { type: 'other', command: 'DeviceInfo' });
});

test('a request that comes again is done once and answered alike; too many at once are dropped', async () => {
  const sent: string[] = [];
  let done = 0;
  const slow = Promise.withResolvers<void>();
  const transactions = openTransactions(() => FROM, (bytes) => { sent.push(bytes.toString()); }, async (r) => { done++; await slow.promise; return answerTo(r, 200, { from: FROM, tag: String(done) }); }, (error) => { throw error; });
  transactions.take(request(), FROM);
  transactions.take(request(), FROM);
  slow.resolve();
  await transactions.idle();
  transactions.take(request(), FROM);
  assert.deepEqual([done, sent.length, sent[0] === sent[1], transactions.counts.repeated], [1, 2, true, 2]);
  transactions.take(Buffer.alloc(MOST_BYTES + 1), FROM);
  transactions.take(Buffer.from('\r\n\r\n'), FROM);
  transactions.take(Buffer.from('hello there'), FROM);
  assert.deepEqual([transactions.counts.oversized, transactions.counts.malformed], [1, 1]);
});

test('a handler that fails says nothing, and the next try is new', async () => {
  let tries = 0;
  const [sent, errors]: [string[], unknown[]] = [[], []];
  const transactions = openTransactions(() => FROM, (bytes) => { sent.push(bytes.toString()); }, async (r) => { if (++tries === 1) throw new Error('away'); return answerTo(r, 200, { from: FROM, tag: 'x' }); }, (error) => { errors.push(error); });
  transactions.take(request(), FROM);
  await transactions.idle();
  transactions.take(request(), FROM);
  await transactions.idle();
  assert.deepEqual([tries, sent.length, errors.length], [2, 1, 1]);
});

test('no datagram throws: random bytes, broken messages, broken bodies', () => {
  const whole = request('MESSAGE', '<?xml version="1.0"?><Notify><CmdType>Alarm</CmdType><SN>9</SN><DeviceID>34020000001320000001</DeviceID><AlarmTime>2026-11-18T09:41:00</AlarmTime></Notify>');
  const read = (bytes: Uint8Array) => { const message = readSip(bytes); if (message?.kind === 'request') { readManscdp(message.body); answerTo(message, 200, { from: FROM, tag: 'x' }); readAuthorization(message.headers.get('authorization') ?? ''); } };
  const broken = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 }).map((changes) => { const copy = Buffer.from(whole); for (const [at, byte] of changes) copy[at] = byte; return copy; });
  fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), broken, fc.nat(whole.length).map((n) => whole.subarray(0, n))), (bytes) => { read(bytes); }), { numRuns: 5000 });
  fc.assert(fc.property(fc.oneof(fc.string({ maxLength: 300 }), fc.array(fc.constantFrom('<A>', '</A>', '<B', '/>', '&', ';', '#x', '>', ' a="', "'", 'x', '<!--', '-->', '<?'), { maxLength: 60 }).map((parts) => parts.join(''))), (text) => { readXml(text); }), { numRuns: 5000 });
});
