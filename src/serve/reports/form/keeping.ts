// What is kept on the device: the draft of a report, and reports waiting for the network. IndexedDB, since photos are part of both.
// A device without it (private windows of some browsers) simply keeps nothing.

/** A report as it will be sent. `once` makes sending it twice harmless. */
export interface Kept { readonly once: string; readonly fields: readonly (readonly [string, string])[]; readonly photos: readonly File[]; readonly at: number }

const DRAFT = 'draft';

export const readDraft = (): Promise<Kept | undefined> => withStore('readonly', (store) => store.get(DRAFT) as IDBRequest<Kept | undefined>);
export const writeDraft = (draft: Kept): Promise<unknown> => withStore('readwrite', (store) => store.put(draft, DRAFT));
export const dropDraft = (): Promise<unknown> => withStore('readwrite', (store) => store.delete(DRAFT));

/** Reports waiting to be sent, oldest first. */
export async function waiting(): Promise<Kept[]> {
  const all = (await withStore('readonly', (store) => store.getAll(IDBKeyRange.bound('out ', 'out ~')) as IDBRequest<Kept[]>)) ?? [];
  return all.sort((a, b) => a.at - b.at);
}
/** True when it is safe on the device. */
export const queue = async (report: Kept): Promise<boolean> => (await withStore('readwrite', (store) => store.put(report, `out ${report.once}`))) !== undefined;
export const dequeue = (once: string): Promise<unknown> => withStore('readwrite', (store) => store.delete(`out ${once}`));

/** Runs one request; undefined when there is no database to be had. */
function withStore<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    try {
      const opening = indexedDB.open('comis-reports', 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore('kept');
      opening.onerror = () => resolve(undefined);
      opening.onsuccess = () => {
        const db = opening.result;
        const asking = work(db.transaction('kept', mode).objectStore('kept'));
        asking.onsuccess = () => { resolve(asking.result); db.close(); };
        asking.onerror = () => { resolve(undefined); db.close(); };
      };
    } catch {
      resolve(undefined);
    }
  });
}

/** A random UUID, also on pages without https. */
export function freshId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
