// Digest of registrations (RFC 2617, 3261 §22). MD5, since GB/T 28181 devices know no other. A nonce says when it was made and for whom, signed by a key of
// this process, so nothing is remembered for strangers; what was used is remembered until it is over.
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const NONCE_MS = 60_000;
const MOST_USED = 20_000;

export type Verdict = 'right' | 'wrong' | 'stale';
export interface Digest {
  /** The value of WWW-Authenticate. */
  challenge(address: string, now: number, stale: boolean): string;
  /** Judges an Authorization of `user` for a request. Its `uri` need not be the request's (RFC 3261 §22.1): devices write their own. */
  judge(header: string, request: { method: string; user: string; address: string }, now: number): Verdict;
}

export function openDigest(realm: string, password: string): Digest {
  const key = randomBytes(32);
  /** Nonces with the highest count they were used with; without qop a nonce is good once. */
  const used = new Map<string, { count: number; until: number }>();
  const sign = (made: string, address: string): string => createHmac('sha256', key).update(`${made} ${address}`).digest('hex').slice(0, 32);

  function age(nonce: string, address: string, now: number): 'ours' | 'old' | 'foreign' {
    const [at = '', salt = '', mark = ''] = nonce.split('.');
    const wanted = sign(`${at}.${salt}`, address);
    if (mark.length !== wanted.length || !timingSafeEqual(Buffer.from(mark), Buffer.from(wanted))) return 'foreign';
    return now - parseInt(at, 36) <= NONCE_MS ? 'ours' : 'old';
  }

  /** False when the nonce was used with this count, or a higher one, before. */
  function spend(nonce: string, count: number, now: number): boolean {
    const before = used.get(nonce);
    if (before && before.count >= count) return false;
    used.delete(nonce);
    used.set(nonce, { count, until: now + NONCE_MS });
    for (const [old, { until }] of used) {
      if (until > now && used.size <= MOST_USED) break;
      used.delete(old);
    }
    return true;
  }

  return {
    challenge(address, now, stale) {
      // With salt: devices behind one address that ask in the same moment must not share one.
      const made = `${now.toString(36)}.${randomBytes(6).toString('hex')}`;
      return `Digest realm="${realm}", nonce="${made}.${sign(made, address)}", algorithm=MD5, qop="auth"${stale ? ', stale=true' : ''}`;
    },
    judge(header, { method, user, address }, now) {
      const given = readAuthorization(header);
      const nonce = given?.['nonce'] ?? '';
      const known = age(nonce, address, now);
      // Wrong is only who holds a nonce of ours: whoever forges an address never sees what was sent to it.
      if (!given || given['username'] !== user || given['realm'] !== realm || (given['algorithm'] ?? 'MD5').toUpperCase() !== 'MD5') return known === 'ours' ? 'wrong' : 'stale';
      if (!sameText(given['response'] ?? '', responseFor({ ...given, username: user, realm, nonce }, method, password))) return known === 'ours' ? 'wrong' : 'stale';
      if (known !== 'ours') return 'stale';
      const count = given['qop'] === undefined ? Number.MAX_SAFE_INTEGER : parseInt(given['nc'] ?? '', 16);
      return Number.isSafeInteger(count) && spend(nonce, count, now) ? 'right' : 'stale';
    },
  };
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a.toLowerCase()), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

type Fields = Readonly<Record<string, string | undefined>>;
/** `Digest username="…", nc=00000001` as fields; undefined for another scheme. */
export function readAuthorization(header: string): Fields | undefined {
  const rest = /^Digest\s+(.*)$/is.exec(header)?.[1];
  if (rest === undefined || rest.length > 2000) return undefined;
  return Object.fromEntries([...rest.matchAll(/([a-z]{1,20})\s*=\s*(?:"([^"]{0,300})"|([^\s,"]{1,300}))/gi)].map((part) => [(part[1] ?? '').toLowerCase(), part[2] ?? part[3] ?? '']));
}

/** The response a client must give (RFC 2617 §3.2.2). */
export function responseFor(f: Fields, method: string, password: string): string {
  const [ha1, ha2] = [md5(`${f['username']}:${f['realm']}:${password}`), md5(`${method}:${f['uri']}`)];
  return md5(f['qop'] === undefined ? `${ha1}:${f['nonce']}:${ha2}` : `${ha1}:${f['nonce']}:${f['nc']}:${f['cnonce']}:${f['qop']}:${ha2}`);
}
