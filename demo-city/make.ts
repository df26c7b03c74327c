// Writes the data of the demo city: `node demo-city/make.ts`. The output is committed, and a test compares it with what this gives.
// The photos are drawn as SVG and written as JPEG; they are made again only with `--photos`, since encoders differ by a byte between versions.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { formatPackage } from '../src/city/package/format.ts';
import { planCity } from './make/package.ts';
import { drawPhotos } from './make/photos.ts';

/** Every data file of the demo city by name, as text. */
export function makeFiles(): Map<string, string> {
  return formatPackage(planCity());
}

async function main(): Promise<void> {
  const dir = import.meta.dirname;
  for (const [name, text] of makeFiles()) {
    await writeFile(join(dir, name), text);
    console.log(`${name} ${Math.ceil(text.length / 1024)} KB`);
  }
  if (!process.argv.includes('--photos')) return;
  await mkdir(join(dir, 'photos'), { recursive: true });
  for (const [name, jpeg] of await drawPhotos()) {
    await writeFile(join(dir, 'photos', `${name}.jpg`), jpeg);
    console.log(`photos/${name}.jpg ${Math.ceil(jpeg.length / 1024)} KB`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
