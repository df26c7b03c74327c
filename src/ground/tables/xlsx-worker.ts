// The thread that builds one large workbook and ends.
import { parentPort, workerData } from 'node:worker_threads';
import { buildWorkbook, type PlainSheet } from './xlsx-build.ts';

/** What the thread is given. */
export interface BuildTask { readonly sheets: readonly PlainSheet[]; readonly zone: string }

const { sheets, zone }: BuildTask = workerData;
parentPort?.postMessage(await buildWorkbook(sheets, zone));
