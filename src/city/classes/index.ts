// Classes (类别): what a report is about, what is asked, by which condition it is filed and closed, how long it may take.
// How: two levels of one table, read into an index (catalogue.ts) and a matcher of words (matcher.ts) that live until a class is written.
// Rejected: classes as code (every city has its own list), a search server (a few hundred classes fit in a millisecond).
import type { Room } from '#ground/room.ts';
import { m } from './messages.ts';
import { pageRoutes } from './pages.tsx';
import { apiRoutes } from './routes.ts';

export const classes: Room = {
  name: 'city/classes',
  routes: [...apiRoutes, ...pageRoutes],
  nav: [{ bar: 'admin', roles: ['administrator'], href: '/admin/classes', title: m.title, icon: 'list', place: 40 }],
};

export { Class, ClassCode, ClassInput, DATATYPES, Nature, NATURES, Question, Standard, StandardInput, Stopper, Suggestion } from './contract.ts';
export { checkAnswers, isValid, type Answer, type AnswerProblem } from './rules.ts';
export { buildClassIndex, stopperFor, usableClass, type ClassIndex } from './catalogue.ts';
export { buildMatcher, suggest, type ClassMatcher, type Wanted } from './matcher.ts';
export { classIndex, classMatcher, saveClasses } from './classes.ts';
export { chineseWords, latinWords, normal, pinyinOf, segmenterWith } from './words.ts';
export { className } from './pages.tsx';
export { cityDay } from './routes.ts';
