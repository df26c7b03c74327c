// A process that judges until it is killed: node --import tsx judging-process.fixture.ts DATABASE_URL. Says "judging" when it has begun.
import { standingClock } from '#ground/clock/index.ts';
import { openDatabase } from '#ground/db/index.ts';
import { NOW } from './rules.fixture.ts';
import { startRules } from './running.ts';

const db = await openDatabase({ url: process.argv[2] });
let said = false;
// The clock of the values; errors of the killed database connection are the test's own doing.
startRules({ db, clock: standingClock(NOW), onError: (error) => { process.stderr.write(`${String(error)}\n`); }, onSlice: () => { if (!said) process.stdout.write('judging\n'); said = true; } });
setInterval(() => {}, 1000);
