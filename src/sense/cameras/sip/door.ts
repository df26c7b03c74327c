// The UDP door for GB/T 28181 devices: socket, transactions, handling. Closed unless SIP_PORT and SIP_PASSWORD are set.
import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import type { Ground } from '#ground/http/context.ts';
import { SettingError, type Config } from '#ground/config/index.ts';
import { openDigest } from './digest.ts';
import { openHandling } from './handling.ts';
import { openTransactions, type Counts, type Peer } from './transactions.ts';

export interface CameraDoor {
  readonly port: number;
  /** What came in since it was opened. */
  readonly counts: Readonly<Counts>;
  close(): Promise<void>;
}

/** Opens the door, or undefined where the settings keep it closed. Rejects with one sentence when the port is taken. `host`: the address to listen on. */
export async function openCameraDoor(ground: Ground, settings: Pick<Config, 'SIP_PORT' | 'SIP_DOMAIN' | 'SIP_ID' | 'SIP_PASSWORD'>, host = '0.0.0.0'): Promise<CameraDoor | undefined> {
  const { SIP_PORT, SIP_DOMAIN, SIP_ID, SIP_PASSWORD } = settings;
  if (SIP_PORT === undefined || SIP_PASSWORD === undefined) return undefined;
  const socket = createSocket('udp4');
  const port = await bound(socket, SIP_PORT, host);
  const own = (): Peer => ({ address: host === '0.0.0.0' ? SIP_DOMAIN : host, port });
  const send = (bytes: Buffer, to: Peer): void => { if (to.port > 0) socket.send(bytes, to.port, to.address, () => {}); };
  const onError = (error: unknown): void => { ground.log.error(error, 'GB/T 28181'); };
  const { zone } = await ground.site();
  let cseq = 0;
  const handle = openHandling({
    db: ground.db, files: ground.files, zone, digest: openDigest(SIP_DOMAIN, SIP_PASSWORD), now: () => ground.clock.now(), nudge: () => ground.pump.nudge(),
    tell: (device, to, { method, body, headers = [] }) => void transactions.ask({
      method, uri: `sip:${device}@${to.address}:${to.port}`, body,
      headers: [
        ['From', `<sip:${SIP_ID}@${SIP_DOMAIN}>;tag=${randomBytes(6).toString('hex')}`], ['To', `<sip:${device}@${SIP_DOMAIN}>`], ['Call-ID', randomBytes(12).toString('hex')], ['CSeq', `${++cseq} ${method}`],
        ['Contact', `<sip:${SIP_ID}@${own().address}:${port}>`], ...headers, ['Content-Type', 'Application/MANSCDP+xml'],
      ],
    }, to).catch(onError),
  });
  const transactions = openTransactions(own, send, handle, onError);
  socket.on('message', (datagram, from) => transactions.take(datagram, { address: from.address, port: from.port }));
  socket.on('error', onError);
  return {
    port, counts: transactions.counts,
    async close() {
      transactions.stop();
      await transactions.idle();
      await new Promise<void>((done) => { socket.close(() => done()); });
    },
  };
}

function bound(socket: Socket, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    socket.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' ? new SettingError(`UDP port ${port} is taken; set SIP_PORT to another.`) : error));
    socket.bind(port, host, () => {
      socket.removeAllListeners('error');
      resolve(socket.address().port);
    });
  });
}
