// `comis export`: every case as a file. Slices go through in a stream, so a million cases take no more memory than two thousand.
import { audit } from '#ground/audit/index.ts';
import { readConfig } from '#ground/config/index.ts';
import type { Lang } from '#ground/i18n/index.ts';
import type { Command, CommandTools } from '#ground/room.ts';
import { cityTools } from '#city/cases/index.ts';
import { readAsked, type Asked } from './asked.ts';
import { PUBLIC, WHOLE, type Saying } from './columns.ts';
import { bulk, csv, geojson, workbook, type Slices } from './formats.ts';
import { m } from './messages.ts';
import { slices, type CaseRow } from './store.ts';
import { write } from './writing.ts';

type Env = CommandTools['env'];
/** The terminal's language, as src/cli has it. */
const langOf = (env: Env): Lang => (/^zh/i.test(env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG'] ?? '') ? 'zh' : 'en');

/** The verb. Its files go to stdout unless said, so everything else is told on stderr. */
export const exportCommand: Command = {
  name: 'export',
  get about() { return m.command(langOf(process.env)); },
  async run(args, { db, print, env }) {
    const lang = langOf(env);
    const tools = await cityTools(db);
    const asked = readAsked(args, tools);
    if (!asked) return print(m.usage(lang));
    const config = readConfig(env);
    const say: Saying = { tools, lang: asked.lang ?? tools.settings.languages[0] ?? 'zh', baseUrl: config.BASE_URL ?? `http://localhost:${config.PORT}` };
    const { format, filters } = asked;
    // Before the first line is out: who breaks an export off has what came until then.
    await audit(db, { action: 'serve.exports.written', detail: { by: 'command line', format, ...filters }, now: new Date() });
    const told = telling(lang);
    await write(piecesOf(asked, told.through(slices(db, asked.wanted)), say), asked.out, process.stdout);
    told.end(asked.out);
  },
};

function piecesOf({ format, wanted: { everyone } }: Asked, rows: Slices, say: Saying): AsyncIterable<string | Uint8Array> {
  const columns = everyone ? PUBLIC : WHOLE;
  switch (format) {
    case 'csv': return csv(rows, columns, say);
    case 'bulk': return bulk(rows, say, everyone);
    case 'geojson': return geojson(rows, columns, say);
    case 'xlsx': return once(() => workbook(rows, columns, say));
  }
}

async function* once(make: () => Promise<Uint8Array>): AsyncIterable<Uint8Array> { yield await make(); }

const EVERY_MS = 2000;
/** Counts what goes through and tells of it every two seconds. */
function telling(lang: Lang): { through(rows: AsyncIterable<CaseRow[]>): Slices; end(path: string | undefined): void } {
  const started = performance.now();
  const tell = (line: string) => process.stderr.write(`${line}\n`);
  let [n, last] = [0, started];
  return {
    async *through(rows) {
      for await (const slice of rows) {
        yield slice;
        n += slice.length;
        const now = performance.now();
        if (now - last < EVERY_MS) continue;
        last = now;
        tell(m.progress(lang, { n, rate: Math.round(n / ((now - started) / 1000)) }));
      }
    },
    end(path) {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      tell(path === undefined ? m.done(lang, { n, seconds }) : m.doneTo(lang, { n, seconds, path }));
    },
  };
}
