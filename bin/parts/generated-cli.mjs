// `check` or `write` from the command line, for bin/check.mjs.
import { GENERATED, outdated, writeGenerated } from './generated.ts';
import { print } from './words.mjs';

if (process.argv[2] === 'write') {
  await writeGenerated();
  print('written', { names: Object.keys(GENERATED).join(', ') });
} else {
  const stale = await outdated();
  if (stale.length) print('outdated', { names: stale.join(', ') });
  process.exitCode = stale.length ? 1 : 0;
}
process.exit();
