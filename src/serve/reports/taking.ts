// A report from a request: photos to the disk, then the one statement. A form that came before leaves no second set of photos.
import { withPhotos } from '#ground/files/uploads.ts';
import type { AnyCtx } from '#ground/http/context.ts';
import { Refusal, refuse } from '#ground/http/refusal.ts';
import type { Receipt } from './contract.ts';
import { submit, type Submission } from './submitting.ts';

/** Throws what `submit` and the photos throw; photos of a refused report are removed again. */
export async function takeReport(ctx: AnyCtx, files: readonly File[], given: Omit<Submission, 'photos' | 'now' | 'lang'>): Promise<Receipt> {
  const receipt = await withPhotos(ctx, files, async (photos) => {
    const taken = await submit(ctx.db, { ...given, photos, now: ctx.now, lang: ctx.lang });
    if (taken.again) await Promise.all(photos.map((photo) => ctx.ground.files.drop(photo.id)));
    return taken;
  });
  ctx.ground.pump.nudge();
  return receipt;
}

/** For forms: a file that is no photo (415) is told at its field, with the form shown again, like any other wrong field. */
export async function atField<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const [first] = error instanceof Refusal && error.status === 415 ? error.fields : [];
    throw first ? refuse(422, first.message, { field: first.field, ...(first.params ? { params: first.params } : {}) }) : error;
  }
}
