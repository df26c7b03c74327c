// For the harness's own test: a bench that throws.
import type { Bench } from '../harness.ts';

export const bench: Bench = { name: 'broken', about: 'throws', run: async () => { throw new Error('the reason why'); } };
