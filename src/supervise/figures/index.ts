// Figures (办理情况): a month's counts and limits, each with its formula and the cases behind it. Purpose: anybody can see how the city keeps its word, and
// check every number.
//
// How it works: of every case a row of numbers is kept in memory (facts.ts: when it came, was filed, was due, was closed, how long each stage took, where,
// what, whose), brought up to date from the published views before each answer (keeping.ts). rules.ts says what a measure is, once; tally.ts walks over the
// rows and counts, or lists, by those rules: so a number and the list it opens cannot differ. A walk over a million cases takes some hundredths of a second,
// whatever the period, rows, columns and filters. Tallies are kept until a case of their days changes.
//
// Small numbers: wide tables (one dimension, a month and more) count everything and say how many of a number are not public; narrow ones count public cases
// only for those who are not staff (asking.ts: narrow), and classes that are not public stand in one row. Who asks decides between these two tallies only.
//
// Rejected: counting in the database for each page (three periods and a year's course of a million rows take seconds, and the embedded database has one
// session); sums kept in tables (a case that is moved, reopened or extended changes days long past, and a median cannot be summed); figures frozen on a
// day of the month (they could no longer be opened).
import type { Room } from '#ground/room.ts';
import { keep, warm } from './jobs.ts';
import { listPages } from './list-page.tsx';
import { figuresPages } from './page.tsx';
import { figuresRoutes } from './routes.ts';

export { glance, type Glance } from './glance.ts';

export const figures: Room = { name: 'supervise/figures', routes: [...figuresPages, ...listPages, ...figuresRoutes], jobs: [warm, keep] };
