// One bench in a process of its own: loads test/bench/NAME.ts, runs it, sends lines and then its rows to the runner.
import { join } from 'node:path';
import { missingReason } from '#test/needs.ts';
import { openTools, type Bench, type Row } from './harness.ts';

export type Message = { readonly line: string } | { readonly about: string; readonly rows: readonly Row[]; readonly error?: string; readonly missing?: string };
interface Told { readonly folder: string; readonly name: string; readonly rounds: number; readonly quick: boolean }

const { folder, name, rounds, quick } = JSON.parse(process.env['COMIS_BENCH'] ?? '{}') as Told;
const { bench } = (await import(join(folder, `${name}.ts`))) as { bench: Bench };
const missing = bench.needs?.flatMap((need) => missingReason(need) ?? []).join('; ');
if (missing) await send({ about: bench.about, rows: [], missing });
else await run();
process.exit();

async function run(): Promise<void> {
  const { tools, close } = openTools({ rounds, quick, log: (line) => void send({ line }) });
  try {
    await send({ about: bench.about, rows: await bench.run(tools) });
  } catch (error) {
    await send({ about: bench.about, rows: [], error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  } finally {
    await close();
  }
}

function send(message: Message): Promise<void> {
  return new Promise((resolve) => { if (process.send) process.send(message, () => resolve()); else resolve(); });
}
