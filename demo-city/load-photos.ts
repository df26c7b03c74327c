// Invented scenes as photos of the newest reports: each file on the disk is its own, as a real one would be.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { sql, type Database } from '#ground/db/index.ts';
import { attaching, type FileStore, type StoredPhoto } from '#ground/files/index.ts';
import type { HistoryReport } from './history-types.ts';
import type { Known } from './load-cases.ts';

const ROLES: Readonly<Record<string, string>> = { feedback: 'after', check: 'check', verify: 'check' };

/** Stores and attaches the photos of these reports and their steps. */
export async function attachScenes(db: Database, files: FileStore, reports: readonly HistoryReport[], known: Known): Promise<void> {
  const scenes = new Map<string, Uint8Array>();
  for (const report of reports) {
    const number = known.byCode.get(report.code)?.number ?? '';
    for (const scene of report.photos) await put(db, files, await bytesOf(scenes, scene), number, 'photo', report.at);
    const steps = report.steps.filter((step) => ROLES[step.verb] && step.data.photos?.length);
    for (const step of steps.slice(0, 2)) for (const scene of step.data.photos ?? []) await put(db, files, await bytesOf(scenes, scene), number, ROLES[step.verb] ?? 'photo', step.at);
  }
}

async function put(db: Database, files: FileStore, bytes: Uint8Array, number: string, role: string, now: Date): Promise<void> {
  const photo: StoredPhoto = await files.takePhoto(bytes);
  await db.run(attaching([photo], { type: 'case', key: sql`${number}::text`, from: sql`(select 1) one` }, { role, now }));
}

async function bytesOf(scenes: Map<string, Uint8Array>, name: string): Promise<Uint8Array> {
  const held = scenes.get(name) ?? (await readFile(fileURLToPath(new URL(`photos/${name}.jpg`, import.meta.url))));
  scenes.set(name, held);
  return held;
}
