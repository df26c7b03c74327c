// Photos of a form: taken to the disk first, and removed again when what they belong to was refused.
import type { AnyCtx } from '../http/context.ts';
import { refuse } from '../http/refusal.ts';
import type { StoredPhoto } from './index.ts';
import { m } from './messages.ts';

/** Runs `work` with the stored photos. Refuses one above UPLOAD_MB (413) or no picture (415) at `photos`. */
export async function withPhotos<T>(ctx: Pick<AnyCtx, 'ground'>, files: readonly File[], work: (photos: readonly StoredPhoto[]) => Promise<T>): Promise<T> {
  const taken: StoredPhoto[] = [];
  try {
    for (const file of files) taken.push(await take(ctx, file));
    return await work(taken);
  } catch (error) {
    await Promise.all(taken.map((photo) => ctx.ground.files.drop(photo.id)));
    throw error;
  }
}

async function take(ctx: Pick<AnyCtx, 'ground'>, file: File): Promise<StoredPhoto> {
  const max = ctx.ground.config.UPLOAD_MB;
  if (file.size > max * 1_048_576) throw refuse(413, m.tooLarge, { field: 'photos', params: { size: Math.round(file.size / 1_048_576), max } });
  return ctx.ground.files.takePhoto(new Uint8Array(await file.arrayBuffer()));
}
