// PGlite takes no lock on its folder, and two processes that write it destroy it. A lock file says who has it; one whose owner is dead is taken over.
import { readFileSync } from 'node:fs';
import { open, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { z } from 'zod';

const Owner = z.object({ pid: z.number(), started: z.string(), host: z.string(), socket: z.string() });
/** `started` is the process' start time in clock ticks since boot, `host` the machine or container, `socket` the folder of the wire server's socket. */
export type Owner = z.output<typeof Owner>;

export interface Lock {
  /** The owner who died without giving the lock back, when it was taken over. */
  previous: Owner | undefined;
  release(): Promise<void>;
}

const BEAT_MS = 5_000;
/** An owner on another machine or in another container cannot be asked whether it lives; it touches the file instead. */
const SILENT_MS = 30_000;

/** Takes the lock, or returns the living owner who has it. */
export async function takeLock(file: string, socket: string): Promise<Lock | Owner> {
  const me: Owner = { pid: process.pid, started: startOf(process.pid) ?? '', host: thisHost(), socket };
  let previous: Owner | undefined;
  while (!(await create(file, me))) {
    const taken = await takeOver(file, me);
    if (taken === 'gone') continue;
    if (taken.alive) return taken.owner;
    previous = taken.owner;
    break;
  }
  const beat = setInterval(() => { const now = new Date(); utimes(file, now, now).catch(() => {}); }, BEAT_MS);
  beat.unref();
  return {
    previous,
    async release() { clearInterval(beat); await rm(file, { force: true }); },
  };
}

export const isLock = (taken: Lock | Owner): taken is Lock => 'release' in taken;

async function create(file: string, me: Owner): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(JSON.stringify(me));
    await handle.close();
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Only one process at a time may judge a lock and replace it, else two could both find it dead and both take it. */
async function takeOver(file: string, me: Owner): Promise<{ alive: boolean; owner: Owner } | 'gone'> {
  const judge = `${file}.judge`;
  for (;;) {
    if (await create(judge, me)) break;
    const age = await stat(judge).then((s) => Date.now() - s.mtimeMs, () => 0);
    if (age > SILENT_MS / 3) await rm(judge, { force: true });
    else await new Promise((resolve) => setTimeout(resolve, 20));
  }
  try {
    const silent = await stat(file).then((s) => Date.now() - s.mtimeMs, () => undefined);
    if (silent === undefined) return 'gone';
    const owner = Owner.safeParse(await readFile(file, 'utf8').then(JSON.parse).catch(() => undefined)).data;
    // An unreadable file is one being written at this moment, or what a full disk left of one.
    if (owner ? isAlive(owner, silent) : silent < BEAT_MS) return { alive: true, owner: owner ?? { ...me, pid: 0 } };
    await writeFile(`${file}.new`, JSON.stringify(me));
    await rename(`${file}.new`, file);
    return { alive: false, owner: owner ?? { ...me, socket: '' } };
  } finally {
    await rm(judge, { force: true });
  }
}

function isAlive(owner: Owner, silentMs: number): boolean {
  if (owner.host !== thisHost()) return silentMs < SILENT_MS;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false;
  }
  // The number may belong to another process by now.
  return (startOf(owner.pid) ?? owner.started) === owner.started;
}

/** Field 22 of /proc/PID/stat, 'dead' for a zombie, undefined where there is no /proc. The name in field 2 may hold spaces and brackets. */
function startOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'dead' : fields[19];
  } catch {
    return undefined;
  }
}

function thisHost(): string {
  let boot = '';
  try { boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(); } catch { /* not Linux */ }
  return `${hostname()} ${boot}`;
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined);
