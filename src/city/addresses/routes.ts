import { z } from 'zod';
import { PositionFields, readPoint, readPointMaybe } from '#ground/geo/read.ts';
import { refuse } from '#ground/http/refusal.ts';
import { route, type Route } from '#ground/http/route.ts';
import { refuseUnlessCity } from '../admin/index.ts';
import { areaIndex } from '../areas/index.ts';
import { describePlace, findPlaces, saveAddresses } from './addresses.ts';
import { AddressInput, Described, Place } from './contract.ts';
import { m } from './messages.ts';

const find = route({
  method: 'GET', path: '/api/addresses', who: 'everyone', open: true, summary: 'Places that some words mean', about: 'Doors, junctions, roads, places, grid and asset codes, coordinates; Chinese, English or pinyin. With lon and lat what is near comes first. `exact` is false where a neighbouring door stands in.',
  query: z.object({ text: z.string().min(1).max(400), ...PositionFields, limit: z.coerce.number().int().min(1).max(20).default(8) }), answer: z.object({ places: z.array(Place) }),
  handle: async ({ db, query }) => ({ places: await findPlaces(db, { text: query.text, near: readPointMaybe(query), limit: query.limit }) }),
});

const reverse = route({
  method: 'GET', path: '/api/addresses/at', who: 'everyone', open: true, summary: 'What a point may be called', about: 'Generated from the nearest door, junction, place or road, with the distance to it in metres. Outside of the city: 404.',
  query: z.object(PositionFields), answer: Described,
  async handle({ db, query }) {
    const found = await describePlace(db, readPoint(query));
    if (!found) throw refuse(404, m.outside);
    return found;
  },
});

const add = route({
  method: 'POST', path: '/api/addresses', who: ['administrator'], summary: 'Writes addresses', about: 'The same kind, name and area is the same address. Answers how many were new.', takes: ['json'], status: 201, body: z.object({ addresses: z.array(AddressInput).min(1).max(2000) }), answer: z.object({ added: z.number() }),
  async handle({ db, body, viewer }) {
    refuseUnlessCity(viewer, await areaIndex(db));
    return { added: await saveAddresses(db, body.addresses) };
  },
});

export const apiRoutes: readonly Route[] = [find, reverse, add];
