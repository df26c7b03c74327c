// SIP messages in a datagram (RFC 3261 §7), as far as GB/T 28181 registration and messages need them. What is not right is no message: a datagram
// from a stranger is dropped and counted, never answered with an error that would make this door a mirror.

export interface SipHeaders { get(name: string): string | undefined; all(name: string): readonly string[] }
export interface SipRequest { readonly kind: 'request'; readonly method: string; readonly uri: string; readonly headers: SipHeaders; readonly body: Uint8Array }
export interface SipResponse { readonly kind: 'response'; readonly status: number; readonly reason: string; readonly headers: SipHeaders; readonly body: Uint8Array }
export type SipMessage = SipRequest | SipResponse;

/** Largest datagram that is read: a catalogue comes in pieces far below it. */
export const MOST_BYTES = 8192;
const [MOST_HEADERS, LONGEST_LINE] = [64, 2048];
/** Compact forms (§7.3.3). */
const SHORT: Readonly<Record<string, string>> = { v: 'via', f: 'from', t: 'to', i: 'call-id', m: 'contact', l: 'content-length', c: 'content-type', e: 'content-encoding', o: 'event' };
const TOKEN = /^[A-Za-z0-9\-.!%*_+`'~]{1,40}$/;

/** Reads a datagram, or undefined for what is no SIP message with the headers every message has (Via, From, To, Call-ID, CSeq). */
export function readSip(datagram: Uint8Array): SipMessage | undefined {
  const bytes = Buffer.from(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0 || bytes.length > MOST_BYTES) return undefined;
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const headers = readHeaders(lines);
  if (!headers || first.length > LONGEST_LINE || !complete(headers)) return undefined;
  const body = bodyOf(bytes.subarray(end + 4), headers);
  return body && readFirst(first, headers, body);
}

function readFirst(first: string, headers: SipHeaders, body: Uint8Array): SipMessage | undefined {
  const response = /^SIP\/2\.0 ([1-6]\d\d) ?(.*)$/.exec(first);
  if (response) return { kind: 'response', status: Number(response[1]), reason: response[2] ?? '', headers, body };
  const [method = '', uri = '', version, more] = first.split(' ');
  if (version !== 'SIP/2.0' || more !== undefined || !TOKEN.test(method) || !/^sips?:[\x21-\x7e]{1,256}$/i.test(uri)) return undefined;
  const cseq = readCseq(headers);
  return cseq?.method === method ? { kind: 'request', method, uri, headers, body } : undefined;
}

/** Lines as headers; a line that begins with a blank goes on the one before (§7.3.1). */
function readHeaders(lines: readonly string[]): SipHeaders | undefined {
  const found: [string, string][] = [];
  for (const line of lines) {
    if (line.length > LONGEST_LINE || found.length > MOST_HEADERS) return undefined;
    const before = found.at(-1);
    if (/^[ \t]/.test(line)) {
      if (!before) return undefined;
      before[1] += ` ${line.trim()}`;
      continue;
    }
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
    if (!TOKEN.test(name)) return undefined;
    found.push([SHORT[name] ?? name, line.slice(colon + 1).trim()]);
  }
  return headersOf(found);
}

export function headersOf(found: readonly (readonly [string, string])[]): SipHeaders {
  const all = (name: string) => found.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
  return { all, get: (name) => all(name)[0] };
}

function complete(headers: SipHeaders): boolean {
  const via = readVia(headers.get('via') ?? '');
  return via !== undefined && userOf(headers.get('from')) !== undefined && headers.get('to') !== undefined && (headers.get('call-id') ?? '') !== '' && readCseq(headers) !== undefined;
}

/** As long as Content-Length says; on UDP a missing one means the rest of the datagram (§18.3), more than there is means a cut one. */
function bodyOf(rest: Uint8Array, headers: SipHeaders): Uint8Array | undefined {
  const told = headers.get('content-length');
  if (told === undefined) return rest;
  if (!/^\d{1,5}$/.test(told) || Number(told) > rest.length) return undefined;
  return rest.subarray(0, Number(told));
}

export interface Cseq { readonly number: number; readonly method: string }
export function readCseq(headers: SipHeaders): Cseq | undefined {
  const parts = /^(\d{1,10})\s+([A-Z]{1,20})$/.exec(headers.get('cseq') ?? '');
  return parts?.[2] && Number(parts[1]) < 2 ** 31 ? { number: Number(parts[1]), method: parts[2] } : undefined;
}

export interface Via { readonly host: string; readonly port: number | undefined; readonly branch: string | undefined; readonly rport: boolean }
export function readVia(value: string): Via | undefined {
  const parts = /^SIP\s*\/\s*2\.0\s*\/\s*UDP\s+([\w.-]+|\[[0-9a-fA-F:]+\])(?::(\d{1,5}))?(.*)$/i.exec(value);
  if (!parts?.[1]) return undefined;
  const params = (parts[3] ?? '').split(',')[0] ?? '';
  return { host: parts[1], port: parts[2] === undefined ? undefined : Number(parts[2]), branch: /;\s*branch\s*=\s*([^;\s]{1,200})/i.exec(params)?.[1], rport: /;\s*rport\b/i.test(params) };
}

/** The user of an address header: `"Name" <sip:34020000001320000001@3402000000>;tag=1`. */
export const userOf = (value: string | undefined): string | undefined => /sips?:([\w.-]{1,64})@/i.exec(value ?? '')?.[1];

/** A message as bytes. CR and LF in values become blanks, so that no value can begin a header. */
export function writeSip(first: string, headers: readonly (readonly [string, string | number])[], body: Uint8Array | string = ''): Buffer {
  const content = Buffer.from(body);
  const lines = [first, ...headers.map(([name, value]) => `${name}: ${String(value).replace(/[\r\n]+/g, ' ')}`), `Content-Length: ${content.length}`];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), content]);
}

const REASONS: Readonly<Record<number, string>> = { 200: 'OK', 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 405: 'Method Not Allowed', 415: 'Unsupported Media Type', 423: 'Interval Too Brief', 489: 'Bad Event', 500: 'Server Internal Error', 503: 'Service Unavailable' };
/** The answer to a request: its Via, From, To (with our tag), Call-ID and CSeq as they came (§8.2.6). */
export function answerTo(request: SipRequest, status: number, options: { from: { address: string; port: number }; tag: string; headers?: readonly (readonly [string, string | number])[] }): Buffer {
  const to = request.headers.get('to') ?? '';
  const vias = request.headers.all('via').map((via, i): [string, string] => ['Via', i === 0 ? received(via, options.from) : via]);
  return writeSip(`SIP/2.0 ${status} ${REASONS[status] ?? 'Answer'}`, [
    ...vias, ['From', request.headers.get('from') ?? ''], ['To', /;\s*tag=/i.test(to) ? to : `${to};tag=${options.tag}`], ['Call-ID', request.headers.get('call-id') ?? ''], ['CSeq', request.headers.get('cseq') ?? ''], ...(options.headers ?? []),
  ]);
}

/** Where it really came from (§18.2.1, RFC 3581). */
function received(via: string, from: { address: string; port: number }): string {
  return `${via.replace(/;\s*rport\b(=\d*)?/i, `;rport=${from.port}`)};received=${from.address}`;
}
