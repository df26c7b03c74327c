// media_url as clients send it: a picture inside (data:), which is taken at once, or an address elsewhere, which is fetched after the report stands.
import { refuse } from '#ground/http/refusal.ts';
import { o } from './messages.ts';

export interface Media { readonly files: readonly File[]; /** http and https addresses. */ readonly addresses: readonly string[] }

/** All pictures of a request: `parts` are its uploaded files. Throws 400 at `media_url` for what is neither a picture in base64 nor a web address. */
export function readMedia(parts: readonly File[], urls: readonly string[]): Media {
  const inside = urls.filter((url) => url.startsWith('data:'));
  const addresses = urls.filter((url) => !url.startsWith('data:'));
  if (!addresses.every(isWebAddress)) throw refuse(400, o.badMedia, { field: 'media_url' });
  return { files: [...parts, ...inside.map(fileOf)], addresses };
}

const isWebAddress = (url: string): boolean => url.length <= 2000 && /^https?:$/.test(URL.parse(url)?.protocol ?? '');

function fileOf(url: string, i: number): File {
  const found = /^data:(image\/[\w.+-]+)?(?:;[\w.+-]+=[\w.+-]+)*;base64,([A-Za-z0-9+/=\s]+)$/.exec(url);
  if (!found) throw refuse(400, o.badMedia, { field: 'media_url' });
  return new File([Buffer.from(found[2] ?? '', 'base64')], `media-${i + 1}`, { type: found[1] ?? 'image/jpeg' });
}

/** Parts that clients name media, media[], files, photo1, photo2 … or file_7. */
export const partsOf = (body: Readonly<Record<string, unknown>>): File[] =>
  Object.entries(body).filter(([name]) => /^(media|files|photos?\d*|file_?\w*)$/.test(name)).flatMap(([, value]) => [value].flat().filter((v): v is File => v instanceof File));
