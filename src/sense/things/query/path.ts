// Resource paths: /Things(1)/Datastreams(2)/Observations, /Things(1)/name/$value, /Datastreams(1)/Thing/$ref. Names are checked against the model later.
import { BadQuery } from './bad.ts';
import { decode } from './options.ts';

export interface Segment { readonly name: string; readonly id: number | undefined }
export interface ResourcePath {
  readonly segments: readonly Segment[];
  /** `/$ref`: addresses only. `/$value`: the raw value of a property. */
  readonly ending: 'ref' | 'value' | undefined;
}

const SEGMENT = /^([A-Za-z]\w*)(?:\((?:(\d{1,19})|'(\d{1,19})')\))?$/;
const LONGEST = 40;

/** The part of an address after `/v1.1`, still encoded. Throws BadQuery; undefined for the root. An id too large for any row is kept as it is found: none. */
export function parsePath(path: string): ResourcePath | undefined {
  const parts = path.split('/').filter((part) => part !== '').map(decode);
  if (parts.length === 0) return undefined;
  if (parts.length > LONGEST) throw new BadQuery(`a path has at most ${LONGEST} parts`);
  const last = parts.at(-1);
  const ending = last === '$ref' ? 'ref' : last === '$value' ? 'value' : undefined;
  const segments = (ending ? parts.slice(0, -1) : parts).map((part): Segment => {
    const found = SEGMENT.exec(part);
    if (!found) throw new BadQuery(`'${part.slice(0, 60)}' is no part of a path`);
    const id = found[2] ?? found[3];
    return { name: found[1] ?? '', id: id === undefined ? undefined : Number(id) };
  });
  if (segments.length === 0) throw new BadQuery('a path begins with an entity set');
  return { segments, ending };
}
