// Text assets are compressed once, at build time, at the highest level; the server only picks a file.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const TEXT = /\.(?:js|mjs|css|svg|json|webmanifest)$/;
const WORTH = 1024; // bytes; below it the header costs more than it saves

/** A Vite plugin that writes `x.br` and `x.gz` beside every text file of the build. */
export function compressed(): Plugin {
  let folder = '';
  return {
    name: 'comis:compressed',
    apply: 'build',
    configResolved(config) { folder = join(config.root, config.build.outDir); },
    async writeBundle() {
      const files = await readdir(folder, { recursive: true });
      await Promise.all(files.filter((file) => TEXT.test(file)).map((file) => squeeze(join(folder, file))));
    },
  };
}

async function squeeze(path: string): Promise<void> {
  const plain = await readFile(path);
  if (plain.length < WORTH) return;
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } }),
    promisify(gzip)(plain, { level: 9 }),
  ]);
  await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)]);
}
