// For the harness's own test: the product takes half of the baseline's time.
import { setTimeout as pause } from 'node:timers/promises';
import { paired, type Bench } from '../harness.ts';

export const bench: Bench = {
  name: 'twice', about: 'twice as fast',
  async run({ rounds }) {
    const timed = (ms: number) => async () => { const started = performance.now(); await pause(ms); return performance.now() - started; };
    const { ratio } = await paired({ rounds, warm: 0, of: 'time' }, timed(40), timed(80));
    return [{ work: 'pause', database: 'postgresql', product: '40 ms', baseline: '80 ms', ratio, least: 1.5 }];
  },
};
