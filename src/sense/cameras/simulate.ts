// `comis simulate-camera HOST:PORT CODE PASSWORD`: a camera that is none, against this or any GB/T 28181 server.
import type { Lang } from '#ground/i18n/index.ts';
import type { Command } from '#ground/room.ts';
import { openDevice } from './sip/device.ts';
import { s } from './staff-messages.ts';

/** Registers, keeps alive and raises alarms (one unless `--alarms N`). Says what the server answered; throws one sentence for wrong arguments. */
async function run(args: readonly string[], { print, env }: Parameters<Command['run']>[1]): Promise<void> {
  const lang = langOf(env);
  const [server = '', gbId = '', password = '', ...more] = args;
  const [, host, port] = /^([\w.-]+):(\d{1,5})$/.exec(server) ?? [];
  const alarms = more[0] === '--alarms' ? Number(more[1]) : 1;
  if (host === undefined || !/^\d{20}$/.test(gbId) || password === '' || !(Number.isInteger(alarms) && alarms >= 0 && alarms <= 10_000)) return print(s.simUsage(lang));
  const device = await openDevice({ gbId, domain: gbId.slice(0, 10), password, server: { address: host, port: Number(port) } });
  try {
    const status = await device.register();
    if (status !== 200) return print(s.simFailed(lang, { status: status ?? '—' }));
    print(s.simRegistered(lang));
    if ((await device.keepAlive()) === 200) print(s.simKept(lang));
    for (let n = 1; n <= alarms; n++) print(s.simAlarm(lang, { n, status: (await device.alarm({ sn: n, method: 5, type: 6, time: wallTimeNow() })) ?? '—' }));
  } finally {
    await device.close();
  }
}

/** Chinese first; English where the machine says so. */
const langOf = (env: Record<string, string | undefined>): Lang => (/^en/i.test(env['LANG'] ?? '') ? 'en' : 'zh');

/** Wall time of this machine, as a device would say it. */
function wallTimeNow(): string {
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium' }).format(new Date()).replace(' ', 'T');
}

export const simulate: Command = { name: 'simulate-camera', get about() { return s.simAbout(langOf(process.env)); }, run };
