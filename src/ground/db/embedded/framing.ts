// Messages of PostgreSQL's frontend/backend protocol 3.0 (https://www.postgresql.org/docs/18/protocol.html), cut out of a byte stream.
// All files of this folder which the worker imports are plain `.ts` without `#` imports, so that a thread can load them with and without tsx.

export interface Message {
  /** The type byte as a letter; `start` for the startup packet, which has none. */
  type: string;
  bytes: Buffer;
}

/** One complete message from type and body. */
export function frame(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}

/** An ErrorResponse after which the connection ends. */
export const fatal = (state: string, text: string): Buffer => frame('E', Buffer.from(`SFATAL\0VFATAL\0C${state}\0M${text}\0\0`));

/** A simple query. */
export const query = (text: string): Buffer => frame('Q', Buffer.from(`${text}\0`));
/** Close of a prepared statement: unlike `deallocate` it is no error when there is none. */
export const closeStatement = (name: string): Buffer => frame('C', Buffer.from(`S${name}\0`));
export const sync: Buffer = frame('S', Buffer.alloc(0));

const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;
const CANCEL_REQUEST = 80_877_102;
const LARGEST = 512 * 1024 * 1024;

export interface Cutter {
  /** The messages completed by this chunk. Throws on what cannot be the protocol. */
  push(chunk: Buffer): Message[];
}

/** Cuts what one client sends. `refuse` is called to answer 'N' to a request for encryption, `cancel` when the connection only carries a cancel request. */
export function cutter(refuse: () => void, cancel: () => void): Cutter {
  let chunks: Buffer[] = [];
  let held = 0;
  let wanted = 8;
  let started = false;

  function next(buffer: Buffer): Message | undefined {
    const head = started ? 1 : 0;
    if (buffer.length < head + 4) return want(head + 4);
    const length = head + buffer.readInt32BE(head);
    if (length < head + 4 || length > LARGEST) throw new Error(`a message of ${length} bytes`);
    if (buffer.length < length) return want(length);
    const bytes = buffer.subarray(0, length);
    if (started) return { type: String.fromCharCode(bytes[0] ?? 0), bytes };
    return { type: 'start', bytes };
  }
  const want = (bytes: number): undefined => { wanted = bytes; };

  return {
    push(chunk) {
      chunks.push(chunk);
      held += chunk.length;
      // A big parameter comes in many chunks: they are joined once, when the message is whole.
      if (held < wanted) return [];
      let rest = chunks.length === 1 ? chunk : Buffer.concat(chunks);
      const out: Message[] = [];
      for (let message = next(rest); message; message = next(rest)) {
        rest = rest.subarray(message.bytes.length);
        const code = started || message.bytes.length < 8 ? 0 : message.bytes.readInt32BE(4);
        if (code === SSL_REQUEST || code === GSS_REQUEST) refuse();
        else if (code === CANCEL_REQUEST) cancel();
        else { started = true; out.push(message); }
      }
      chunks = rest.length ? [rest] : [];
      held = rest.length;
      return out;
    },
  };
}
