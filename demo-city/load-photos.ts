// Invented scenes as photos of the newest reports. A scene is read once; every photo is a file of its own, as a real one would be.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { sql, type Database } from '#ground/db/index.ts';
import { attaching, type FileStore, type StoredPhoto } from '#ground/files/index.ts';
import type { HistoryReport } from './history-types.ts';
import type { Known } from './load-cases.ts';

const ROLES: Readonly<Record<string, string>> = { feedback: 'after', check: 'check', verify: 'check' };
interface Shown { readonly scene: string; readonly number: string; readonly role: string; readonly at: Date }

/** Stores and attaches the photos of these reports and their steps. */
export async function attachScenes(db: Database, files: FileStore, reports: readonly HistoryReport[], known: Known): Promise<void> {
  const wanted = reports.flatMap((report) => scenesOf(report, known.byCode.get(report.code)?.number ?? ''));
  const scenes = new Map<string, StoredPhoto>();
  for (const { scene, number, role, at } of wanted) {
    const master = scenes.get(scene) ?? (await files.takePhoto(await readFile(fileURLToPath(new URL(`photos/${scene}.jpg`, import.meta.url)))));
    scenes.set(scene, master);
    const photo = await files.copy(master);
    await db.run(attaching([photo], { type: 'case', key: sql`${number}::text`, from: sql`(select 1) one` }, { role, now: at }));
  }
}

function scenesOf(report: HistoryReport, number: string): Shown[] {
  const first = report.photos.map((scene) => ({ scene, number, role: 'photo', at: report.at }));
  const later = report.steps.flatMap((step) => (step.data.photos ?? []).map((scene) => ({ scene, number, role: ROLES[step.verb] ?? 'photo', at: step.at })));
  return [...first, ...later];
}
