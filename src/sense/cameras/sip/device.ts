// A camera that is none: registers, keeps alive, answers catalogue queries, raises alarms, says where it is. For trying a city without hardware.
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { xmlDocument, type XmlElements } from '#ground/xml/index.ts';
import { responseFor, readAuthorization } from './digest.ts';
import { answerTo, type SipRequest, type SipResponse } from './message.ts';
import { openTransactions, type Peer } from './transactions.ts';

export interface DeviceOptions { readonly gbId: string; readonly domain: string; readonly password: string; readonly server: Peer; /** What its catalogue lists. */ readonly channels?: readonly XmlElements[] }
export interface SimulatedDevice {
  /** The status the server ended with: 200, 403, or undefined without an answer. `seconds` 0 leaves. */
  register(seconds?: number): Promise<number | undefined>;
  keepAlive(): Promise<number | undefined>;
  /** `time`: wall time of the city, `2026-11-18T09:41:00`. */
  alarm(alarm: { sn: number; method: number; type?: number; time: string; note?: string; device?: string }): Promise<number | undefined>;
  position(at: { lon: number; lat: number; time: string; device?: string }): Promise<number | undefined>;
  /** Bodies of what the server asked or told. */
  readonly heard: readonly string[];
  close(): Promise<void>;
}

export async function openDevice({ gbId, domain, password, server, channels = [] }: DeviceOptions): Promise<SimulatedDevice> {
  const socket = createSocket('udp4');
  await new Promise<void>((done) => { socket.bind(0, done); });
  const { port } = socket.address();
  const heard: string[] = [];
  const send = (bytes: Buffer, to: Peer): void => socket.send(bytes, to.port, to.address, () => {});
  const transactions = openTransactions(() => ({ address: '127.0.0.1', port }), send, async (request, from) => { hear(request); return answerTo(request, 200, { from, tag: 'device' }); }, () => {});
  socket.on('message', (bytes, from) => transactions.take(bytes, { address: from.address, port: from.port }));
  const call = randomBytes(8).toString('hex');
  let cseq = 0;

  function hear({ body }: SipRequest): void {
    const text = Buffer.from(body).toString('utf8');
    heard.push(text);
    const sn = /<CmdType>Catalog<\/CmdType>\s*<SN>(\d+)<\/SN>/.exec(text)?.[1];
    if (sn !== undefined) void tell('MESSAGE', xmlDocument('Response', { CmdType: 'Catalog', SN: sn, DeviceID: gbId, SumNum: channels.length, DeviceList: { Item: channels } }));
  }

  const ask = (method: string, headers: readonly (readonly [string, string | number])[], body: string): Promise<SipResponse | undefined> => transactions.ask({
    method, uri: `sip:${domain}@${server.address}:${server.port}`, body,
    headers: [['From', `<sip:${gbId}@${domain}>;tag=${call.slice(0, 8)}`], ['To', `<sip:${gbId}@${domain}>`], ['Call-ID', call], ['CSeq', `${++cseq} ${method}`], ['Contact', `<sip:${gbId}@127.0.0.1:${port}>`], ...headers],
  }, server);
  const tell = async (method: 'MESSAGE' | 'NOTIFY', body: string): Promise<number | undefined> => (await ask(method, [...(method === 'NOTIFY' ? [['Event', 'presence'] as const] : []), ['Content-Type', 'Application/MANSCDP+xml']], body))?.status;

  return {
    heard,
    async register(seconds = 3600) {
      const first = await ask('REGISTER', [['Expires', seconds]], '');
      const challenge = first?.status === 401 ? readAuthorization(first.headers.get('www-authenticate') ?? '') : undefined;
      if (!challenge) return first?.status;
      const fields = { username: gbId, realm: challenge['realm'], nonce: challenge['nonce'], uri: `sip:${domain}@${server.address}:${server.port}`, qop: 'auth', nc: '00000001', cnonce: randomBytes(6).toString('hex') };
      const quoted = Object.entries({ ...fields, response: responseFor(fields, 'REGISTER', password) }).map(([name, value]) => (name === 'nc' || name === 'qop' ? `${name}=${value}` : `${name}="${value}"`)).join(', ');
      return (await ask('REGISTER', [['Authorization', `Digest ${quoted}, algorithm=MD5`], ['Expires', seconds]], ''))?.status;
    },
    keepAlive: () => tell('MESSAGE', xmlDocument('Notify', { CmdType: 'Keepalive', SN: 1, DeviceID: gbId, Status: 'OK' })),
    alarm: ({ sn, method, type, time, note, device = gbId }) => tell('MESSAGE', xmlDocument('Notify', { CmdType: 'Alarm', SN: sn, DeviceID: device, AlarmPriority: 1, AlarmMethod: method, AlarmTime: time, ...(note === undefined ? {} : { AlarmDescription: note }), ...(type === undefined ? {} : { Info: { AlarmType: type } }) })),
    position: ({ lon, lat, time, device = gbId }) => tell('NOTIFY', xmlDocument('Notify', { CmdType: 'MobilePosition', SN: 1, DeviceID: device, Time: time, Longitude: lon, Latitude: lat, Speed: 12, Direction: 90 })),
    async close() {
      transactions.stop();
      await new Promise<void>((done) => { socket.close(() => done()); });
    },
  };
}
