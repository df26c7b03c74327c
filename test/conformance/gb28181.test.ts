// The GB/T 28181 door: against a simulated device of our own over real UDP, against SIPp (which wrote neither), and against noise.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { readConfig } from '#ground/config/index.ts';
import { cameras, openCameraDoor, type CameraDoor } from '#sense/cameras/index.ts';
import { things } from '#sense/things/index.ts';
import { openDevice, type SimulatedDevice } from '../../src/sense/cameras/sip/device.ts';
import { needs } from '../support/needs.ts';
import { testApp, type TestApp } from '../support/app.ts';

const [GATE, BUS, RECORDER, DOMAIN, PASSWORD] = ['34020000001320000001', '34020000001320000002', '34020000001180000001', '3402000000', 'camera-password'] as const;
const TIME = '2026-11-18T09:40:00';

async function house(t: TestContext): Promise<{ app: TestApp; door: CameraDoor; device(gbId?: string, password?: string, channels?: Record<string, string | number>[]): Promise<SimulatedDevice> }> {
  const app = await testApp(t, { rooms: [things, cameras] });
  await app.json('/api/cameras/gate', { as: 'administrator', method: 'PUT', json: { name: '东门', gb_id: GATE, lon: 118.301, lat: 30.901 } });
  await app.json('/api/cameras/bus', { as: 'administrator', method: 'PUT', json: { name: '公交车', gb_id: BUS, lon: 118.311, lat: 30.911, mobile: true } });
  await app.json('/api/cameras/gate/rule', { as: 'administrator', method: 'PUT', json: { kind: 'intrusion', opens: 'case', class: 'E0406' } });
  const door = await openCameraDoor(app.ground, readConfig({ SIP_PORT: '0', SIP_DOMAIN: DOMAIN, SIP_PASSWORD: PASSWORD }), '127.0.0.1');
  assert.ok(door);
  const devices: SimulatedDevice[] = [];
  t.after(async () => { await Promise.all(devices.map((one) => one.close())); await door.close(); });
  return {
    app, door,
    async device(gbId = GATE, password = PASSWORD, channels = []) {
      const one = await openDevice({ gbId, domain: DOMAIN, password, server: { address: '127.0.0.1', port: door.port }, channels });
      devices.push(one);
      return one;
    },
  };
}

const stateOf = async (app: TestApp, code: string) => z.object({ state: z.string(), lon: z.number() }).parse(await app.json(`/api/cameras/${code}`));
const events = (app: TestApp) => app.db.rows(z.object({ camera: z.string(), kind: z.string(), source: z.string(), case_number: z.string().nullable(), at: z.date() }), sql`select camera, kind, source, case_number, at from sense.camera_events order by id`);
async function soon(what: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 100; i++) {
    if (await what()) return;
    await pause(30);
  }
  assert.fail('did not come about');
}

test('the door stays closed without a port or a password', async () => {
  const ground = {} as TestApp['ground'];
  for (const env of [{}, { SIP_PORT: '5060' }, { SIP_PASSWORD: PASSWORD }]) assert.equal(await openCameraDoor(ground, readConfig(env)), undefined);
  assert.throws(() => readConfig({ SIP_PASSWORD: 'short' }), /SIP_PASSWORD is wrong/);
});

test('a camera registers, keeps alive, raises an alarm that opens a case, and leaves', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, door, device } = await house(t);
  const gate = await device();
  assert.equal(await gate.keepAlive(), 403, 'not registered');
  assert.equal(await gate.register(), 200);
  assert.equal((await stateOf(app, 'gate')).state, 'online');
  app.clock.advance(4);
  assert.equal((await stateOf(app, 'gate')).state, 'offline', 'silent for longer than its three minutes');
  assert.equal(await gate.keepAlive(), 200);
  assert.equal((await stateOf(app, 'gate')).state, 'online');
  assert.equal(await gate.alarm({ sn: 1, method: 5, type: 6, time: TIME, note: '有人越线' }), 200);
  assert.equal(await gate.alarm({ sn: 1, method: 5, type: 6, time: TIME }), 200, 'the same alarm in a new message');
  const [first, more] = await events(app);
  assert.deepEqual([first?.camera, first?.kind, first?.source, first?.at.toISOString(), more], ['gate', 'intrusion', 'gb28181', '2026-11-18T01:40:00.000Z', undefined]);
  assert.match(first?.case_number ?? '', /^XC/);
  await soon(async () => gate.heard.some((body) => /<Response><CmdType>Alarm<\/CmdType><SN>1<\/SN>.*<Result>OK/s.test(body)));
  assert.equal(await gate.alarm({ sn: 2, method: 5, type: 6, time: TIME, device: BUS }), 403, 'it does not speak for others');
  assert.equal(await gate.alarm({ sn: 3, method: 5, type: 6, time: '2026-11-19T09:40:00' }), 400, 'its clock is a day ahead');
  assert.equal(await gate.register(0), 200);
  assert.equal((await stateOf(app, 'gate')).state, 'offline');
  assert.equal(await gate.keepAlive(), 403);
  assert.deepEqual([door.counts.malformed, door.counts.failed], [0, 0]);
});

test('a wrong password is refused, and after ten the address is not answered', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, door, device } = await house(t);
  const thief = await device(GATE, 'not-the-password');
  for (let i = 0; i < 10; i++) assert.equal(await thief.register(), 403);
  const before = door.counts.answers;
  assert.equal(await Promise.race([(await device()).register(), pause(1200, 'silence')]), 'silence');
  assert.equal(door.counts.answers, before);
  app.clock.advance(2);
  assert.equal(await (await device()).register(), 200, 'a minute later it may try again');
});

test('wrong passwords and forged senders from an address do not silence the camera that is registered there', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { door, device } = await house(t);
  const gate = await device();
  assert.equal(await gate.register(), 200);
  const socket = createSocket('udp4');
  t.after(() => { socket.close(); });
  const forged = (i: number): Buffer => Buffer.from(`REGISTER sip:${DOMAIN} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKf${i}\r\nFrom: <sip:nobody@${DOMAIN}>;tag=1\r\nTo: <sip:nobody@${DOMAIN}>\r\nCall-ID: f${i}\r\nCSeq: 1 REGISTER\r\nAuthorization: Digest username="x", nonce="y"\r\n\r\n`);
  const before = door.counts.requests;
  for (let i = 0; i < 20; i++) socket.send(forged(i), door.port, '127.0.0.1');
  await soon(async () => door.counts.requests >= before + 20);
  assert.equal(await gate.register(), 200, 'nobody was asked for a password');
  const thief = await device(RECORDER, 'not-the-password');
  for (let i = 0; i < 10; i++) assert.equal(await thief.register(), 403);
  assert.equal(await gate.alarm({ sn: 1, method: 5, type: 6, time: TIME }), 200, 'its alarm is heard');
});

test('a recorder tells its catalogue; its cameras stand behind it, and what is new waits for an administrator', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, device } = await house(t);
  const recorder = await device(RECORDER, PASSWORD, [
    { DeviceID: GATE, Name: '东门', Status: 'ON', Longitude: 118.301, Latitude: 30.901 }, { DeviceID: '34020000001320000009', Name: '后门', Status: 'ON', Longitude: 118.303, Latitude: 30.903, Address: '望江路' },
  ]);
  assert.equal(await recorder.register(), 200);
  await soon(async () => (await stateOf(app, 'gate')).state === 'online');
  assert.equal(await recorder.alarm({ sn: 1, method: 2, type: 1, time: TIME, device: GATE }), 200);
  assert.deepEqual((await events(app)).map((one) => [one.camera, one.kind]), [['gate', 'video_lost']]);
  const page = await (await app.request('/admin/cameras', { as: 'administrator' })).text();
  assert.match(page, /后门/);
  assert.match(await (await app.request('/admin/cameras/new?gb=34020000001320000009', { as: 'administrator' })).text(), /value="后门"/);
});

test('a camera on a bus is asked where it is, and moves', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, device } = await house(t);
  const bus = await device(BUS);
  assert.equal(await bus.register(), 200);
  await soon(async () => bus.heard.some((body) => body.includes('<CmdType>MobilePosition</CmdType>')));
  assert.equal(await bus.position({ lon: 118.335, lat: 30.912, time: TIME }), 200);
  assert.equal((await stateOf(app, 'bus')).lon, 118.335);
  const { path, places } = await app.db.one(z.object({ path: z.array(z.string()), places: z.number() }), sql`select c.path, (select count(*)::int from sense.historical_locations h where h.thing_id = c.thing_id) as places from sense.cameras c where c.code = 'bus'`);
  assert.deepEqual([path.at(-1), places], ['900102001', 2]);
  const gate = await device();
  await gate.register();
  assert.equal(await gate.position({ lon: 118.335, lat: 30.912, time: TIME }), 200);
  assert.equal((await stateOf(app, 'gate')).lon, 118.301, 'one that is fixed stays');
});

test('comis simulate-camera is such a camera', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, door } = await house(t);
  const command = cameras.commands?.find((one) => one.name === 'simulate-camera');
  const lines: string[] = [];
  const run = (...args: string[]) => command?.run(args, { db: app.db, print: (line) => { lines.push(line); }, env: { LANG: 'en_GB.UTF-8' } });
  app.clock.set(new Date());
  await run(`127.0.0.1:${door.port}`, GATE, PASSWORD, '--alarms', '2');
  assert.deepEqual(lines, ['registered', 'kept alive', 'alarm 1: 200', 'alarm 2: 200']);
  await run(`127.0.0.1:${door.port}`, GATE, 'a-wrong-password');
  await run('nowhere');
  assert.deepEqual([lines[4], lines[5]?.startsWith('Usage:')], ['not registered: 403', true]);
});

test('noise does no harm: 5,000 datagrams, then a camera registers as before', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, door, device } = await house(t);
  const gate = await device();
  assert.equal(await gate.register(), 200);
  const socket = createSocket('udp4');
  t.after(() => { socket.close(); });
  let seed = 20_261_118;
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const whole = Buffer.from(`MESSAGE sip:x@${DOMAIN} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKn\r\nFrom: <sip:${GATE}@${DOMAIN}>;tag=1\r\nTo: <sip:x@${DOMAIN}>\r\nCall-ID: n\r\nCSeq: 1 MESSAGE\r\nContent-Type: Application/MANSCDP+xml\r\n\r\n<Notify><CmdType>Alarm</CmdType><SN>1</SN><DeviceID>${GATE}</DeviceID><AlarmTime>${TIME}</AlarmTime></Notify>`);
  for (let i = 0; i < 5000; i++) {
    const copy = Buffer.from(whole);
    for (let k = 0; k <= random(8); k++) copy[random(copy.length)] = random(256);
    const bytes = i % 50 === 0 ? Buffer.alloc(9000, 65) : i % 3 === 0 ? copy.subarray(0, random(copy.length)) : copy;
    await new Promise<void>((done) => { socket.send(bytes, door.port, '127.0.0.1', () => done()); });
    if (i % 100 === 0) await pause(5);
  }
  await soon(async () => door.counts.received > 2000 && (await gate.keepAlive()) === 200);
  assert.ok(door.counts.malformed > 500 && door.counts.oversized > 10, JSON.stringify(door.counts));
  assert.deepEqual(door.counts.failed, 0);
  assert.ok((await events(app)).every((one) => one.camera === 'gate'));
});

/** What SIPp does: REGISTER, again with the digest it was asked for, Keepalive, Alarm. */
const scenario = `<?xml version="1.0" encoding="ISO-8859-1"?>
<scenario name="gb28181">
${step('REGISTER', 1, '', 'Expires: 3600\n')}
<recv response="401" auth="true"/>
${step('REGISTER', 2, '', `Expires: 3600\n[authentication username=${GATE} password=${PASSWORD}]\n`)}
<recv response="200"/>
${step('MESSAGE', 3, `<?xml version="1.0" encoding="GB2312"?><Notify><CmdType>Keepalive</CmdType><SN>1</SN><DeviceID>${GATE}</DeviceID><Status>OK</Status></Notify>`)}
<recv response="200"/>
${step('MESSAGE', 4, `<?xml version="1.0" encoding="GB2312"?><Notify><CmdType>Alarm</CmdType><SN>2</SN><DeviceID>${GATE}</DeviceID><AlarmPriority>1</AlarmPriority><AlarmMethod>5</AlarmMethod><AlarmTime>${TIME}</AlarmTime><Info><AlarmType>6</AlarmType></Info></Notify>`)}
<recv response="200"/>
</scenario>
`;
function step(method: string, cseq: number, body: string, more = ''): string {
  return `<send retrans="500"><![CDATA[

${method} sip:34020000002000000001@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];rport;branch=[branch]
From: <sip:${GATE}@${DOMAIN}>;tag=[call_number]
To: <sip:${method === 'REGISTER' ? GATE : '34020000002000000001'}@${DOMAIN}>
Call-ID: [call_id]
CSeq: ${cseq} ${method}
Contact: <sip:${GATE}@[local_ip]:[local_port]>
Max-Forwards: 70
${more}${body ? 'Content-Type: Application/MANSCDP+xml\n' : ''}Content-Length: [len]

${body}
]]></send>`;
}

test('SIPp registers with digest, keeps alive and raises an alarm', async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'sipp')) return;
  const { app, door } = await house(t);
  const folder = await mkdtemp(join(tmpdir(), 'comis-sipp-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'gb.xml'), scenario);
  const args = ['127.0.0.1:' + door.port, '-sf', 'gb.xml', '-m', '1', '-i', '127.0.0.1', '-nostdin', '-timeout', '20s', '-timeout_error', '-trace_err', '-error_file', 'errors.log'];
  const ran = await promisify(execFile)('sipp', args, { cwd: folder, timeout: 30_000 }).then(() => 'well', async (error: unknown) => `${String(error).slice(0, 300)}\n${await readFile(join(folder, 'errors.log'), 'utf8').catch(() => '')}`);
  assert.equal(ran, 'well');
  assert.deepEqual((await events(app)).map((one) => [one.camera, one.kind, one.source]), [['gate', 'intrusion', 'gb28181']]);
  assert.equal((await stateOf(app, 'gate')).state, 'online');
});
