// The little of MQTT's wire form that is ours: how long a packet will be before it is gathered, and messages to subscribers, whose bytes are made
// once however many they go to. Source: MQTT 3.1.1 §2.2, §3.3.

/** Largest packet taken, in bytes. */
export const LARGEST = 1_048_576;

/** Watches the lengths of packets in a stream of bytes; false as soon as one is larger than `most`. */
export function sizeGuard(most: () => number): (chunk: Buffer) => boolean {
  let skip = 0;
  let length = 0;
  let digits = 0;
  let state: 'type' | 'length' = 'type';
  return (chunk) => {
    for (let at = 0; at < chunk.length;) {
      if (skip > 0) { const step = Math.min(skip, chunk.length - at); skip -= step; at += step; continue; }
      const byte = chunk[at++] ?? 0;
      if (state === 'type') { state = 'length'; length = 0; digits = 0; continue; }
      length += (byte & 127) * 128 ** digits++;
      if (length > most() || digits > 4) return false;
      if (byte < 128) { skip = length; state = 'type'; }
    }
    return true;
  };
}

/** A message with the bytes that all its receivers share. */
export interface Message { readonly topic: Buffer; readonly payload: Buffer }
export const message = (topic: string, payload: Buffer): Message => {
  const name = Buffer.from(topic);
  const head = Buffer.alloc(2 + name.length);
  head.writeUInt16BE(name.length);
  name.copy(head, 2);
  return { topic: head, payload };
};

/** A PUBLISH packet; with an `id` (1 to 65535) of QoS 1. */
export function publish({ topic, payload }: Message, id?: number): Buffer {
  const digits: number[] = [];
  let length = topic.length + (id === undefined ? 0 : 2) + payload.length;
  do { const digit = length % 128; length = Math.floor(length / 128); digits.push(length > 0 ? digit | 128 : digit); } while (length > 0);
  const fixed = Buffer.from([id === undefined ? 0x30 : 0x32, ...digits]);
  return Buffer.concat([fixed, topic, ...(id === undefined ? [] : [Buffer.from([id >> 8, id & 255])]), payload]);
}
