// Text of an answer as bytes, made in one pass. Left to the socket, a page in Chinese is walked three times: to be made one piece, to be measured,
// to be written.
const encoder = new TextEncoder();
const MOST = 1_000_000; // UTF-16 units; longer texts get a buffer of their own
let scratch: Uint8Array<ArrayBuffer> | undefined;

/** UTF-8. The bytes are the caller's. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  if (text.length > MOST) return encoder.encode(text);
  scratch ??= new Uint8Array(3 * MOST);
  return scratch.slice(0, encoder.encodeInto(text, scratch).written);
}
