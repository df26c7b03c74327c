// From a verb and its body to the deciding function, with what it must look up first. The switch of the case flow.
import type { Db } from '#ground/db/index.ts';
import { refuse } from '#ground/http/refusal.ts';
import { usableClass } from '#city/classes/index.ts';
import { zonedMoment } from '#ground/clock/zoned.ts';
import * as accepting from './accepting.ts';
import type { ActionInput, ActionVerb } from './actions.ts';
import type { Decider } from './acting.ts';
import * as closing from './closing.ts';
import { centresOf, expectedLimit, handlingUnit, type CityTools } from './context.ts';
import type { CaseRow } from './store.ts';
import * as handling from './handling.ts';
import { locate } from './locating.ts';
import { m } from './messages.ts';
import { dayFormat } from './number.ts';
import { beforeMerge, isOfficerOf, mergePartner } from './lookups.ts';
import type { Limit } from './rules.ts';

type Deciders = { readonly [V in ActionVerb]: (input: ActionInput<V>, db: Db) => Decider };

export const DECIDERS: Deciders = {
  'order-verification': (input, db) => async (s, row) => accepting.orderVerification(s, { officer: await officer(db, input.officer, row), note: input.note }),
  verify: (input) => (s) => accepting.verify(s, input),
  file: (input) => (s, _, tools) => accepting.file(s, { standard: standardOf(tools, input.standard), note: input.note }),
  refuse: (input) => (s) => accepting.refuseCase(s, input),
  dispatch: (input) => (s, row, tools) => handling.dispatch(s, { unit: handlingUnit(tools, input.unit, 'unit'), assisting: input.assisting.map((u) => handlingUnit(tools, u, 'assisting')), limit: limitOf(row, tools), note: input.note }),
  sign: () => (s) => handling.sign(s),
  return: (input) => (s) => handling.giveBack(s, input),
  assist: (input) => (s, _, tools) => handling.assist(s, { units: input.units.map((u) => handlingUnit(tools, u, 'units')), note: input.note }),
  feedback: (input) => (s, row) => handling.feedback(s, { note: input.note, photos: input.photos.length + row.after_photos }),
  'order-check': (input, db) => async (s, row) => closing.orderCheck(s, { officer: await officer(db, input.officer, row), note: input.note }),
  check: (input) => (s, row, tools) => closing.check(s, { ...input, limit: standardOf(tools, row.standard)?.limit }),
  rework: (input) => (s, row, tools) => closing.rework(s, { ...input, limit: standardOf(tools, row.standard)?.limit }),
  close: (input) => (s, row) => closing.close(s, { outcome: input.outcome, note: input.note, handledBy: row.handled_by, photos: row.after_photos }),
  consult: (input) => (s, _, tools) => accepting.consult(s, { unit: handlingUnit(tools, input.unit, 'unit'), note: input.note }),
  answer: (input) => (s) => accepting.answer(s, input),
  reopen: (input) => (s, _, tools) => closing.reopen(s, { reason: input.reason, days: tools.settings.reopenDays }),
  'ask-extension': (input) => (s, _, tools) => handling.askExtension(s, { until: zonedMoment(input.until, tools.settings.zone), reason: input.reason }),
  'decide-extension': (input) => (s) => handling.decideExtension(s, input),
  suspend: (input) => (s, _, tools) => handling.suspend(s, { until: zonedMoment(input.until, tools.settings.zone), reason: input.reason }),
  resume: (input) => (s, row, tools) => handling.resume(s, { unit: standardOf(tools, row.standard)?.limit.unit ?? 'work_hour', note: input.note }),
  urge: (input) => (s) => handling.urge(s, { note: input.note, lastByReporter: undefined }),
  merge: (input, db) => async (s, row) => accepting.merge(s, await mergePartner(db, input.into, row)),
  unmerge: (_, db) => async (s, row) => accepting.unmerge(s, { before: await beforeMerge(db, row.id) }),
  appeal: (input) => (s) => closing.appeal(s, input),
  'decide-appeal': (input) => (s) => closing.decideAppeal(s, input),
  void: (input) => (s) => accepting.voidCase(s, input),
  reclass: (input) => (s, row, tools) => {
    const code = input.class ?? row.class;
    if (code !== null && code !== row.class) usableClass(tools.classes, code, today(s.now, tools));
    return accepting.reclass(s, { class: code, nature: input.nature ?? row.nature, reason: input.reason, handling: expectedLimit(tools, code) });
  },
  move: (input) => (s, row, tools) => {
    const where = locate(tools, { lon: input.lon, lat: input.lat });
    return accepting.move(s, { path: [...where.path], ...centresOf(tools, where.path), reason: input.reason, facts: { place: { from: row.place, to: input.place ?? row.place } } });
  },
  note: (input) => () => ({ change: {}, reason: input.note, public: false }),
  moderate: (input) => (_, row) => ({ change: {}, reason: input.reason, public: false, facts: { hidden: input.hidden, private: input.private, original: { title: row.title } } }),
};

/** The city's date of a moment, YYYY-MM-DD. */
export const today = (now: Date, tools: CityTools): string => dayFormat(tools.settings.zone).format(now);

function standardOf(tools: CityTools, id: string | null): { id: string; class: string; limit: Limit } | undefined {
  const found = id === null ? undefined : tools.classes.standard(id);
  return found && { id: found.id, class: found.class, limit: { value: found.limit_value, unit: found.limit_unit } };
}

function limitOf(row: CaseRow, tools: CityTools): Limit {
  const standard = standardOf(tools, row.standard);
  if (!standard) throw refuse(422, m.needStandard);
  return standard.limit;
}

async function officer(db: Db, person: string | undefined, row: CaseRow): Promise<string | null> {
  if (!person) return null;
  if (!(await isOfficerOf(db, person, row.path))) throw refuse(422, m.notOfficer, { field: 'officer' });
  return person;
}
