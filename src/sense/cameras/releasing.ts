// A picture made public by a person who covered what must not be seen, and taken back.
import type { Db } from '#ground/db/index.ts';
import type { FileStore } from '#ground/files/index.ts';
import { refuse } from '#ground/http/refusal.ts';
import { eventById, forgetFile, releasePicture, withdrawPicture } from './events-store.ts';
import { m } from './messages.ts';
import { masked } from './pictures.ts';
import { readRegions } from './rules.ts';
import { s } from './staff-messages.ts';
import type { Reach } from './store.ts';

export interface Releaser { readonly person: string; readonly reach: Reach; readonly now: Date }

/** Publishes the original with these regions painted over. Refuses (404) an event out of reach or without an original, (422) wrong regions. */
export async function releaseEvent(db: Db, files: FileStore, id: number, text: string, { person, reach, now }: Releaser): Promise<void> {
  const event = await eventById(db, id, reach);
  const bytes = event?.picture && !event.gone ? await files.read(event.picture, 'full') : undefined;
  if (!event || !bytes || event.width === null || event.height === null) throw refuse(404, m.noEvent);
  const regions = readRegions(text, { width: event.width, height: event.height });
  if (!regions) throw refuse(422, s.wrongRegions, { field: 'regions' });
  const photo = await files.takePhoto(await masked(bytes, regions));
  const done = await releasePicture(db, id, photo, regions, person, now).catch(async (error: unknown) => { await files.drop(photo.id); throw error; });
  if (!done) {
    await files.drop(photo.id);
    throw refuse(404, m.noEvent);
  }
  if (done.before) await forgotten(db, files, id, done.before, 'released anew');
}

/** Takes the released picture back: the public sees the coarse one again, and the file is gone from the disk. */
export async function withdrawEvent(db: Db, files: FileStore, id: number, { reach }: Releaser): Promise<void> {
  if (!(await eventById(db, id, reach))) throw refuse(404, m.noEvent);
  const done = await withdrawPicture(db, id);
  if (done?.before) await forgotten(db, files, id, done.before, 'withdrawn');
}

async function forgotten(db: Db, files: FileStore, id: number, file: string, why: string): Promise<void> {
  await forgetFile(db, id, file, why);
  await files.drop(file);
}
