// POST /CreateObservations: data arrays of several streams at once (OGC 18-088 §12.3). Each row is judged by itself and answered in the order of the input.
import { z } from 'zod';
import type { Db } from '#ground/db/index.ts';
import { entityOf } from '../model.ts';
import { BadEntity } from '../writing/bad.ts';
import { checked } from '../writing/checks.ts';
import { toIngest } from '../writing/create.ts';
import { ingest, type NewObservation } from '../writing/ingest.ts';
import { reasonText } from '../writing/reasons.ts';

const Reference = z.object({ '@iot.id': z.coerce.number().int().nonnegative() });
export const DataArrays = z.array(z.object({ Datastream: Reference.optional(), MultiDatastream: Reference.optional(), components: z.array(z.string()).min(1).max(20), 'dataArray@iot.count': z.number().optional(), dataArray: z.array(z.array(z.unknown())).max(100_000) })).min(1).max(10_000);

/** Rows of one statement. */
const BATCH = 5000;

/** Self links or `error …`, a string a row. `only`: organisations to whose things may be added. Throws BadEntity when the whole is no list of data arrays. */
export async function createObservations(db: Db, body: unknown, root: string, now: Date, only?: readonly string[]): Promise<string[]> {
  const parsed = DataArrays.safeParse(body);
  if (!parsed.success) throw new BadEntity(parsed.error.issues[0]?.path.join('.') ?? '', 'data arrays are expected: [{"Datastream": {"@iot.id": 1}, "components": ["phenomenonTime", "result"], "dataArray": [["2026-11-20T08:00:00Z", 1]]}]');
  const answers: string[] = [];
  const rows: { at: number; row: NewObservation }[] = [];
  for (const group of parsed.data) {
    const ids = { ...(group.Datastream && { Datastream: group.Datastream['@iot.id'] }), ...(group.MultiDatastream && { MultiDatastream: group.MultiDatastream['@iot.id'] }) };
    for (const cells of group.dataArray) {
      const at = answers.length;
      try {
        rows.push({ at, row: { ...rowOf(group.components, cells, ids, now), only } });
        answers.push('');
      } catch (error) {
        if (!(error instanceof BadEntity)) throw error;
        answers.push(`error ${error.message}`);
      }
    }
  }
  for (let i = 0; i < rows.length; i += BATCH) {
    const batch = rows.slice(i, i + BATCH);
    const outcomes = await ingest(db, batch.map((one) => one.row), now);
    outcomes.forEach((outcome, k) => { const one = batch[k]; if (one) answers[one.at] = 'refused' in outcome ? `error ${reasonText(outcome.refused)}` : `${root}/Observations(${outcome.id})`; });
  }
  return answers;
}

const OBSERVATION = entityOf('Observations');
function rowOf(components: readonly string[], cells: readonly unknown[], streams: Readonly<Record<string, number>>, now: Date): NewObservation {
  if (cells.length !== components.length) throw new BadEntity('', `the row has ${cells.length} values for ${components.length} components`);
  const body: Record<string, unknown> = {};
  const ids: Record<string, number> = { ...streams };
  components.forEach((name, i) => {
    if (name === 'FeatureOfInterest/id' || name === 'FeatureOfInterest/@iot.id') { if (cells[i] !== null) ids['FeatureOfInterest'] = featureId(cells[i]); }
    else if (cells[i] !== null || name === 'result') body[name] = cells[i];
  });
  return toIngest({ values: checked(OBSERVATION, body, '', true).values, ids, at: '' }, now);
}

function featureId(value: unknown): number {
  const id = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 0) throw new BadEntity('FeatureOfInterest/id', 'a whole number is expected');
  return id;
}
