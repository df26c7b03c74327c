// Fetching what a stranger named, without becoming the stranger's hand inside our own network (SSRF). The name is resolved here, every address it
// has must be one of the open internet, and the connection goes to the address that was looked at, so a name that changes its mind gains nothing.
// Redirects are followed by hand and looked at again. Size and time are bounded; what is compressed is not taken, so nothing can swell.
import { lookup as systemLookup } from 'node:dns/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isOutside } from './outside-addresses.ts';

export interface OutsideOptions {
  /** Largest body in bytes; more ends the fetch. */
  readonly maxBytes: number;
  /** For everything together: name, connection, redirects, body. */
  readonly timeoutMs: number;
  /** Media types that are taken, whole (`image/png`) or by their beginning (`image/`). */
  readonly accept: readonly string[];
  /** Ports besides the default one of the scheme. */
  readonly ports?: readonly number[];
  /** All addresses of a name; the system's resolver unless said. */
  readonly resolve?: (name: string) => Promise<readonly string[]>;
  /** Which addresses may be called; those of the open internet unless said. */
  readonly mayCall?: (address: string) => boolean;
}
export interface Fetched { readonly bytes: Uint8Array; readonly type: string; /** After redirects. */ readonly url: string }

/** Why nothing was fetched. `lasting`: trying again will not help (a forbidden address, the wrong kind, too large). */
export class OutsideError extends Error {
  override name = 'OutsideError';
  readonly lasting: boolean;
  constructor(message: string, lasting: boolean) {
    super(message);
    this.lasting = lasting;
  }
}
export type FetchOutside = (url: string, options: OutsideOptions) => Promise<Fetched>;

const REDIRECTS = 3;

/** Fetches an http or https address of somebody else. Throws OutsideError, and nothing else, for whatever goes wrong. */
export async function fetchOutside(url: string, options: OutsideOptions): Promise<Fetched> {
  const stop = AbortSignal.timeout(options.timeoutMs);
  try {
    return await follow(readUrl(url), options, stop, REDIRECTS);
  } catch (error) {
    if (error instanceof OutsideError) throw error;
    if (stop.aborted) throw new OutsideError(`no answer within ${options.timeoutMs} ms`, false);
    throw new OutsideError(error instanceof Error ? error.message : String(error), false);
  }
}

function readUrl(text: string, base?: URL): URL {
  const url = URL.parse(text, base);
  if (!url) throw new OutsideError('not a web address', true);
  return url;
}

async function follow(url: URL, options: OutsideOptions, stop: AbortSignal, left: number): Promise<Fetched> {
  checkUrl(url, options);
  const response = await call(url, await addressOf(url, options, stop), options, stop);
  const status = response.statusCode ?? 0;
  const location = response.headers.location;
  if ([301, 302, 303, 307, 308].includes(status) && location !== undefined) {
    response.destroy();
    if (left === 0) throw new OutsideError(`more than ${REDIRECTS} redirects`, true);
    return follow(readUrl(location, url), options, stop, left - 1);
  }
  return { bytes: await body(response, status, options), type: typeOf(response), url: url.href };
}

function checkUrl(url: URL, { ports = [] }: OutsideOptions): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new OutsideError(`only http and https, not ${url.protocol}`, true);
  if (url.username !== '' || url.password !== '') throw new OutsideError('no name and password in addresses', true);
  if (url.port !== '' && !ports.includes(Number(url.port))) throw new OutsideError(`port ${url.port} is not called`, true);
}

/** The address to connect to. One forbidden address among those of a name forbids the name. URL has already made 0x7f.1 and 2130706433 into 127.0.0.1. */
async function addressOf(url: URL, { resolve = systemAddresses, mayCall = isOutside }: OutsideOptions, stop: AbortSignal): Promise<string> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) ? [host] : await inTime(resolve(host), stop);
  const forbidden = addresses.find((address) => !mayCall(address));
  if (forbidden !== undefined) throw new OutsideError(`${host} is not on the open internet (${forbidden})`, true);
  const [first] = addresses;
  if (first === undefined) throw new OutsideError(`${host} has no address`, false);
  return first;
}

const systemAddresses = async (name: string): Promise<string[]> => (await systemLookup(name, { all: true, verbatim: true })).map((found) => found.address);

/** The resolver cannot be stopped, but it need not be waited for. */
function inTime<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  const late = Promise.withResolvers<never>();
  const end = () => late.reject(new OutsideError('the name was not resolved in time', false));
  stop.addEventListener('abort', end, { once: true });
  return Promise.race([work, late.promise]).finally(() => stop.removeEventListener('abort', end));
}

function call(url: URL, address: string, { accept }: OutsideOptions, stop: AbortSignal): Promise<IncomingMessage> {
  const family = isIP(address);
  const pinned: LookupFunction = (_name, asked, done) => (asked.all ? done(null, [{ address, family }]) : done(null, address, family));
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      agent: false, lookup: pinned, signal: stop, maxHeaderSize: 16_384,
      headers: { accept: accept.map((type) => (type.endsWith('/') ? `${type}*` : type)).join(', '), 'accept-encoding': 'identity', 'user-agent': 'COMIS', connection: 'close' },
    });
    outgoing.on('response', resolve).on('error', reject).end();
  });
}

const typeOf = (response: IncomingMessage): string => (response.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

async function body(response: IncomingMessage, status: number, { maxBytes, accept }: OutsideOptions): Promise<Uint8Array> {
  try {
    if (status !== 200) throw new OutsideError(`answered ${status}`, false);
    const coding = response.headers['content-encoding'] ?? 'identity';
    if (coding !== 'identity') throw new OutsideError(`compressed (${coding.slice(0, 40)}), which is not taken`, true);
    if (!accept.some((wanted) => (wanted.endsWith('/') ? typeOf(response).startsWith(wanted) : typeOf(response) === wanted))) throw new OutsideError(`not a wanted kind: ${typeOf(response).slice(0, 80) || 'none told'}`, true);
    if (Number(response.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
    return await read(response, maxBytes);
  } finally {
    response.destroy();
  }
}

async function read(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  if (!response.complete) throw new OutsideError('the answer broke off', false);
  return Buffer.concat(chunks);
}

const tooLarge = (maxBytes: number) => new OutsideError(`more than ${maxBytes} bytes`, true);
