// Child processes which never outlive us: signals go on to them, and their end is ours.
import { spawn } from 'node:child_process';
import { say, secondsSince } from './words.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const living = new Set();
let listening = false;

/** Starts a program. The child inherits the terminal and, with `linked`, has a channel which closes when we die however that happens. */
export function start(program, before, { args = [], cwd, env = process.env, linked = false, stdio = 'inherit' }) {
  if (!listening) {
    listening = true;
    for (const signal of SIGNALS) process.on(signal, () => endAll(signal));
    followNpm();
  }
  const child = spawn(program, [...before, ...args], { cwd, env, stdio: linked ? ['inherit', 'inherit', 'inherit', 'ipc'] : stdio });
  living.add(child);
  const ended = new Promise((resolve) => {
    child.once('error', (error) => { living.delete(child); process.stderr.write(`${error.message}\n`); resolve(127); });
    child.once('close', (code, signal) => { living.delete(child); resolve(code ?? 128 + (SIGNAL_NUMBERS[signal] ?? 1)); });
  });
  return { child, ended };
}

function endAll(signal) {
  for (const child of living) child.kill(signal);
}

/** npm tells a signal to its shell alone, which ends without telling us: when the shell is gone, so are we. */
function followNpm() {
  const shell = process.ppid;
  if (process.env.npm_lifecycle_event) setInterval(() => { if (process.ppid !== shell) endAll('SIGTERM'); }, 500).unref();
}

const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/** Runs a program to its end and returns its exit code; `progress` prints a line every five seconds. */
export async function run(program, before, options) {
  const started = performance.now();
  const timer = options.progress ? setInterval(() => process.stdout.write(`${say('still', { n: Math.round(secondsSince(started)) })}\n`), 5000) : undefined;
  try {
    return await start(program, before, options).ended;
  } finally {
    clearInterval(timer);
  }
}
