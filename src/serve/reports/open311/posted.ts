// The body of POST requests, and what it says in the words of a report.
import { z } from 'zod';
import { refuse } from '#ground/http/refusal.ts';
import type { CityTools, Nature } from '#city/cases/index.ts';
import { isCase } from '#city/cases/index.ts';
import type { Fields } from '../preparing.ts';
import { ASSET_ATTRIBUTE, jurisdiction, natureOf, usableService } from './discovery.ts';
import { degrees, maybe, several, text, words } from './fields.ts';
import { o } from './messages.ts';

const line = (max: number) => maybe(words(max));
export const Posted = z.object({
  jurisdiction_id: jurisdiction, service_code: text.pipe(z.string().min(1).max(60)), lat: maybe(degrees), long: maybe(degrees), address_string: line(200), address_id: line(120),
  email: maybe(z.string().trim().pipe(z.email().max(120))), device_id: line(120), deviceid: line(120), account_id: line(120), first_name: line(60), last_name: line(60), phone: line(40), description: line(4000),
  media_url: several(z.string().max(14_000_000)), attributes: maybe(z.record(z.string(), z.unknown())),
}).catchall(z.unknown());
export type Posted = z.output<typeof Posted>;

/** Throws 404 for a service that is not there, 400 for half a position or none where one is needed. */
export function fieldsOf(tools: CityTools, body: Posted, now: Date): Fields {
  const nature = natureOf(body.service_code);
  const cls = nature ? undefined : usableService(tools, body.service_code, now);
  const { [ASSET_ATTRIBUTE]: asset, ...answers } = { ...attributesOf(body), ...body.attributes };
  const name = [body.first_name, body.last_name].filter(Boolean).join(' ') || undefined;
  return {
    nature: nature ?? natureFor(cls?.natures ?? []), class: cls?.code, description: body.description, ...whereOf(body, asset !== undefined || nature !== undefined), datum: 'wgs84', accuracy: undefined, place_from: undefined,
    asset: typeof asset === 'string' ? asset.trim() : undefined,
    // A name alone reaches nobody: whoever gives neither telephone nor e-mail stays anonymous.
    reporter: body.phone || body.email ? 'named' : 'anonymous', name, phone: body.phone, email: body.email,
    answers, understood: true,
  };
}

/** A class that takes no plain report (举报) takes one as what it does take. */
const natureFor = (natures: readonly Nature[]): Nature => (natures.includes('report') ? 'report' : natures.find(isCase) ?? 'report');

function whereOf(body: Posted, elsewhere: boolean): Pick<Fields, 'lon' | 'lat' | 'place'> {
  if ((body.lat === undefined) !== (body.long === undefined)) throw refuse(400, o.pairNeeded, { field: body.lat === undefined ? 'lat' : 'long' });
  // "#NOTPINPOINTED#" is how one large client says that it has no exact point: then the words or a photo's own position must do.
  const pinpointed = body.address_id?.startsWith('#') !== true;
  const place = body.address_string ?? (pinpointed ? body.address_id : undefined);
  if (body.lat === undefined && place === undefined && pinpointed && !elsewhere) throw refuse(400, o.placeNeeded, { field: 'lat' });
  return { lon: body.long, lat: body.lat, place };
}

/** `attribute[CODE]=v`, several for lists; blank ones never arrive. */
function attributesOf(body: Posted): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).flatMap(([key, value]) => {
    const code = /^attribute\[([^\]]+)\]$/.exec(key)?.[1];
    return code ? [[code, value]] : [];
  }));
}
