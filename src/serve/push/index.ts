// Push (通知): who wants to hear of what, and that they do. Purpose: a resident is told of every step of their case; a neighbour of a street,
// a class or a circle hears what is new and what is done; nobody has to come and look.
//
// How it works: a listener turns every step of a case into one delivery for each subscription it concerns, in the listener's own transaction,
// unique by event and subscription, so a restart doubles nothing. A job sends what is due through a channel, tries again with growing pauses,
// and parks what keeps failing on /admin/deliveries. An address gets nothing but one question until its owner has said yes; every letter
// carries the link that ends it, and the button mail programs know. Feeds say the same to those who would rather not leave an address.
//
// Rejected: sending inside the listener (a slow mail server would hold up everyone's news), addresses in these tables (they stand in the one
// table that can be erased), a letter for every step to followers of an area (a flood is unfollowed).
import { scopeOf } from '#city/admin/index.ts';
import { areaIndex } from '#city/areas/index.ts';
import { caseStepped } from '#city/cases/contract.ts';
import type { Room } from '#ground/room.ts';
import { deliverDue, tidy } from './delivering.ts';
import { feedRoutes } from './feeds.ts';
import { onCaseStepped } from './listening.ts';
import { m } from './messages.ts';
import { pageRoutes } from './pages.tsx';
import { parkedCount } from './administering.ts';

export { feedOf } from './pages.tsx';
export { parseTopic, Topic, topicText } from './contract.ts';
export { confirmSubscription, endByToken, endSubscription, followersOf, forgetPerson, subscribe, subscribeCte, subscriptionsOf, type Subscribed, type Subscribing, type Subscription } from './subscribing.ts';
export { topicWords } from './words.ts';

export const push: Room = {
  name: 'serve/push',
  routes: [...pageRoutes, ...feedRoutes],
  listens: [onCaseStepped],
  jobs: [
    { name: 'push.deliver', every: '* * * * *', soonAfter: [caseStepped.type], within: 600, run: (ground) => deliverDue(ground) },
    { name: 'push.tidy', every: '25 3 * * *', run: (ground) => tidy(ground) },
  ],
  nav: [{ bar: 'admin', roles: ['administrator'], href: '/admin/deliveries', title: m.deliveries, icon: 'mail', place: 80, badge: (db) => parkedCount(db), shown: async (db, viewer) => scopeOf(viewer, await areaIndex(db)).all }],
};
