// media_url as clients send it: a picture inside (data:), which is taken, or an address elsewhere, which this server does not fetch:
// a stranger's address must not make the city's server call anything. The address is refused so that the sender uploads the picture.
import { refuse } from '#ground/http/refusal.ts';
import { o } from './messages.ts';

/** Pictures in data: addresses as files. Throws 400 for anything else. */
export function mediaFiles(urls: readonly string[]): File[] {
  return urls.map((url, i) => {
    const found = /^data:(image\/[\w.+-]+)?;base64,([A-Za-z0-9+/=\s]+)$/.exec(url);
    if (!found) throw refuse(400, o.badMedia, { field: 'media_url' });
    return new File([Buffer.from(found[2] ?? '', 'base64')], `media-${i + 1}`, { type: found[1] ?? 'image/jpeg' });
  });
}
