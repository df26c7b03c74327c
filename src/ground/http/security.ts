// Headers that hold for every answer. Scripts and styles are files of our own: no inline, no eval, no frames.
import type { Ground } from './context.ts';

/** Adds the headers. `tileOrigins` of the base maps may be asked for images and data, nothing else of theirs runs here. */
export function securityHeaders(ground: Ground): (response: Response) => Response {
  const secure = ground.baseUrl.startsWith('https:');
  const ours = policy(ground.tileOrigins());
  return (response) => {
    const headers = response.headers;
    if (!headers.has('content-security-policy')) headers.set('content-security-policy', ours);
    headers.set('x-content-type-options', 'nosniff');
    headers.set('referrer-policy', 'same-origin');
    headers.set('cross-origin-opener-policy', 'same-origin');
    headers.set('permissions-policy', 'geolocation=(self), camera=(self), microphone=(), payment=()');
    if (secure) headers.set('strict-transport-security', 'max-age=31536000');
    return response;
  };
}

const policy = (tiles: readonly string[]) => [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", `img-src 'self' data: blob: ${tiles.join(' ')}`.trim(), `connect-src 'self' ${tiles.join(' ')}`.trim(),
  `worker-src 'self'${tiles.length ? ' blob:' : ''}`, "manifest-src 'self'", "font-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
].join('; ');
