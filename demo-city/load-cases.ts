// One invented report as a case and a report of the house.
import { randomUUID } from 'node:crypto';
import { centresOf, expectedLimit, isCase, natureWord, publicPosition, receive, replayPast, titleOf, type CityTools, type PastCase, type PastStep } from '#city/cases/index.ts';
import type { PastReport } from '#serve/reports/index.ts';
import type { HistoryReport, HistoryStep } from './history-types.ts';

export interface Known {
  readonly tools: CityTools;
  readonly people: ReadonlyMap<string, string>;
  readonly byCode: Map<string, { id: number; number: string }>;
  readonly counters: Map<string, number>;
}

export function pastCase(known: Known, r: HistoryReport): PastCase & { id: number } {
  const { tools } = known;
  const cls = r.class ? tools.classes.get(r.class) : undefined;
  const path = [...(tools.areas.get(r.area)?.path ?? [])];
  const point = { lon: r.lon, lat: r.lat };
  const first = receive({ nature: r.nature, class: r.class, path, ...centresOf(tools, path), handling: isCase(r.nature) ? expectedLimit(tools, r.class) : undefined }, tools.timer, r.at);
  const self = known.byCode.get(r.code) ?? { id: 0, number: '' };
  return {
    id: self.id, number: self.number, nature: r.nature, source: r.source, title: titleOf(cls?.name, r.description, natureWord(r.nature)('zh')), description: r.description, at: r.at, point,
    publicPoint: publicPosition(tools, r.class, point), place: r.place, asset: r.asset, visibility: cls?.visibility === 'private' || r.reporter.mode === 'confidential' ? 'private' : 'public',
    past: replayPast(first, r.steps.map((step) => pastStep(known, step)), tools.timer, expectedLimit(tools, r.class), tools.settings.reopenDays),
  };
}

function pastStep(known: Known, step: HistoryStep): PastStep {
  const { tools, people, byCode } = known;
  const d = step.data;
  const standard = d.standard ? tools.classes.standard(d.standard) : undefined;
  return {
    at: step.at, verb: step.verb, role: step.role, organisation: step.organisation, actor: step.person ? (people.get(step.person) ?? null) : null, note: step.note,
    data: {
      ...(standard ? { standard: { id: standard.id, class: standard.class, limit: { value: standard.limit_value, unit: standard.limit_unit } } } : {}),
      unit: d.unit, assisting: d.assisting, officer: d.officer ? (people.get(d.officer) ?? null) : null, found: d.found, passed: d.passed, granted: d.granted, outcome: d.outcome, until: d.until,
      into: d.into ? byCode.get(d.into) : undefined, other: d.from ? byCode.get(d.from)?.number : undefined, people: 1, solved: d.solved, stars: d.stars,
    },
  };
}

export function pastReport(known: Known, r: HistoryReport): PastReport {
  const rate = r.steps.findLast((step) => step.verb === 'rate');
  const mode = r.reporter.mode === 'staff' ? 'anonymous' : r.reporter.mode;
  const { name, phone, login } = r.reporter;
  return {
    caseId: known.byCode.get(r.code)?.id ?? 0, code: r.code, nature: r.nature, class: r.class, source: r.source, reporter: mode, person: login ? (known.people.get(login) ?? null) : null,
    contact: mode !== 'anonymous' && !login ? { id: randomUUID(), name: name ?? null, phone: phone ?? null } : undefined,
    description: r.description, point: { lon: r.lon, lat: r.lat }, place: r.place, answers: r.answers, lang: r.lang, at: r.at,
    rated: rate ? { solved: rate.data.solved ?? true, stars: rate.data.stars, at: rate.at } : undefined,
  };
}
