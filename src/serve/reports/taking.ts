// A report from a request: photos to the disk, then the one statement. A form that came before leaves no second set of photos.
import { withPhotos } from '#ground/files/uploads.ts';
import type { AnyCtx } from '#ground/http/context.ts';
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
