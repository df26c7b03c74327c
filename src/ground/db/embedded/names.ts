// Prepared statements of different clients must not meet in the one session: their names get the client's number in front.
import type { Message } from './framing.ts';

/** The message with its statement name made the client's own; `names` holds what this client has prepared in the session. */
export function owned(message: Message, clientId: number, names: Set<string>): Message {
  const { type, bytes } = message;
  const at = nameAt(type, bytes);
  if (at === undefined || bytes[at] === 0) return message;
  const out = Buffer.concat([bytes.subarray(0, at), Buffer.from(`c${clientId}_`), bytes.subarray(at)]);
  out.writeInt32BE(out.length - 1, 1);
  const name = out.toString('utf8', at, out.indexOf(0, at));
  if (type === 'P') names.add(name);
  if (type === 'C') names.delete(name);
  return { type, bytes: out };
}

// Parse: name first. Bind: portal, then name. Describe and Close: 'S' and the name ('P' is a portal).
function nameAt(type: string, bytes: Buffer): number | undefined {
  if (type === 'P') return 5;
  if (type === 'B') return bytes.indexOf(0, 5) + 1;
  if ((type === 'D' || type === 'C') && bytes[5] === 0x53) return 6;
  return undefined;
}

/**
 * COPY FROM STDIN would wait inside the one session for data which can only come through it. It is turned into a call of a function that does not exist,
 * so that it fails in every state of the protocol as any other statement fails, and says why.
 */
export function withoutCopy(message: Message): Message {
  const { type, bytes } = message;
  if (type !== 'Q' && type !== 'P') return message;
  if (!bytes.includes('stdin') && !bytes.includes('STDIN')) return message;
  const at = type === 'Q' ? 5 : bytes.indexOf(0, 5) + 1;
  const end = bytes.indexOf(0, at);
  if (!/\bcopy\b[^;]*\bfrom\s+stdin\b/i.test(bytes.toString('utf8', at, end))) return message;
  const out = Buffer.concat([bytes.subarray(0, at), Buffer.from('select copy_from_stdin_is_not_possible_on_the_embedded_database()'), bytes.subarray(end)]);
  out.writeInt32BE(out.length - 1, 1);
  return { type, bytes: out };
}
