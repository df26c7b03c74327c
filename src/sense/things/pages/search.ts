// What the search finds among sensors: public ones by a part of their name.
import type { SearchHit, SearchSource } from '#ground/room.ts';
import { sensingLists } from '../provisioning/lists.ts';
import { m } from './messages.ts';
import { listSensors } from './store.ts';
import { kindWord, thingName } from './words.ts';

const MOST = 8;
export const sensorSource: SearchSource = {
  name: 'sensors',
  async find({ db, lang }, text) {
    const wanted = text.trim();
    if (wanted.length < 2) return [];
    const [lists, rows] = [await sensingLists(db), await listSensors(db, { sees: 'public', text: wanted, limit: MOST })];
    return rows.map((row): SearchHit => ({ kind: m.searchKind(lang), href: `/sensors/${row.id}`, title: thingName(lang, row), detail: [kindWord(lang, lists, row.kind), row.place === row.name ? undefined : row.place].filter(Boolean).join(' · ') }));
  },
};
