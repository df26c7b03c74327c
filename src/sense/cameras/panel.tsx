// 'case.side': what cameras saw of a case, for staff; originals are one logged look away.
import { z } from 'zod';
import { shortTime } from '#ground/i18n/format.ts';
import { Item, Items, Photo } from '#ground/pages/parts.tsx';
import { is } from '#ground/identity/index.ts';
import type { Panel } from '#ground/room.ts';
import { listEvents } from './events-store.ts';
import { DESK, reachOf } from './reach.ts';
import { s } from './staff-messages.ts';
import { kindWord } from './words.ts';

/** What the case page has read of the case already: its links tell whether a camera saw anything of it, so most cases cost nothing here. */
const SeenCase = z.object({ number: z.string(), links: z.array(z.object({ type: z.string() })) });

export const casePanel: Panel = {
  slot: 'case.side', place: 30,
  async show({ db, viewer, lang, site, now }, subject) {
    const seen = SeenCase.safeParse(subject);
    if (!seen.success || !seen.data.links.some((link) => link.type === 'camera-event') || !is(viewer, ...DESK)) return null;
    const events = await listEvents(db, { ...reachOf(viewer, DESK), case: seen.data.number, limit: 6 });
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
