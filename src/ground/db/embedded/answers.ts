// What the session answers, put right for one client.

const READY = 0x5a;
const NOTICE = 0x41;

export interface Answer {
  /** For the client that asked. */
  bytes: Buffer;
  /** NotificationResponses, for every client. */
  notices: Buffer[];
  /** Transaction status of the last ReadyForQuery: 'I' idle, 'T' in a transaction, 'E' in a failed one; undefined when there was none. */
  status: string | undefined;
}

/**
 * PGlite answers an error of the extended protocol with a ReadyForQuery of its own and another one at Sync, which would shift every later answer by one:
 * only the last one is kept, and only where the client asked for one (`synced`: Sync, Query, startup).
 */
export function sorted(raw: Buffer, synced: boolean): Answer {
  const kept: Buffer[] = [];
  const notices: Buffer[] = [];
  let status: string | undefined;
  let from = 0;
  let at = 0;
  while (at + 5 <= raw.length) {
    const end = at + 1 + raw.readInt32BE(at + 1);
    const type = raw[at];
    const last = end >= raw.length;
    if (type === READY) status = String.fromCharCode(raw[at + 5] ?? 0);
    if (type === NOTICE) notices.push(raw.subarray(at, end));
    if (type === NOTICE || (type === READY && !(synced && last))) {
      if (at > from) kept.push(raw.subarray(from, at));
      from = end;
    }
    at = end;
  }
  kept.push(raw.subarray(from));
  return { bytes: kept.length === 1 && from === 0 ? raw : Buffer.concat(kept), notices, status: synced ? status : undefined };
}

/** The first column of all rows in the answer to a simple query, as text; null as ''. */
export function firstColumn(raw: Buffer): string[] {
  const values: string[] = [];
  for (let at = 0; at + 5 <= raw.length; at += 1 + raw.readInt32BE(at + 1)) {
    if (raw[at] !== 0x44) continue; // DataRow: number of columns, then length and bytes of each
    const length = raw.readInt32BE(at + 7);
    values.push(length < 0 ? '' : raw.toString('utf8', at + 11, at + 11 + length));
  }
  return values;
}
