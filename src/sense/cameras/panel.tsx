// 'case.side': what cameras saw of a case, for staff; originals are one logged look away.
import { shortTime } from '#ground/i18n/format.ts';
import { Item, Items, Photo } from '#ground/pages/parts.tsx';
import { is } from '#ground/identity/index.ts';
import type { Panel } from '#ground/room.ts';
import { listEvents } from './events-store.ts';
import { DESK, reachOf } from './reach.ts';
import { s } from './staff-messages.ts';
import { kindWord } from './words.ts';

const isCase = (subject: unknown): subject is { number: string } => typeof subject === 'object' && subject !== null && 'number' in subject && typeof subject.number === 'string';

export const casePanel: Panel = {
  slot: 'case.side', place: 30,
  async show({ db, viewer, lang, site, now }, subject) {
    if (!isCase(subject) || !is(viewer, ...DESK)) return null;
    const events = await listEvents(db, { ...reachOf(viewer, DESK), case: subject.number, limit: 6 });
    if (events.length === 0) return null;
    return (
      <div class="stack-s">
        <h3>{s.ofCase(lang)}</h3>
        <Items label={s.ofCase(lang)} bare>{events.map((event) => (
          <Item key={event.id} href={`/desk/cameras/events/${event.id}`} title={event.camera_name} meta={kindWord(event.kind, lang)} aside={shortTime(lang, site.zone, event.at, now)} lead={<Photo src={event.blurred ? `/desk/cameras/events/${event.id}/shown` : undefined} alt="" size="xs" />} />
        ))}</Items>
      </div>
    );
  },
};
