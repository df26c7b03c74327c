// For the harness's own test: a promise that is not kept.
import type { Bench } from '../harness.ts';

export const bench: Bench = { name: 'late', about: 'not fast enough', run: async () => [{ work: 'wait', database: 'embedded', product: '1 /s', baseline: '4 /s', ratio: 0.25, least: 0.5 }] };
