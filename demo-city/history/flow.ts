// The way of one report through the house, step by step, in an order that the rules of cases allow.
import { addLimit, type Calendar } from '../../src/city/calendar/rules.ts';
import type { Limit } from '../../src/city/calendar/contract.ts';
import type { Nature } from '../../src/city/cases/contract.ts';
import { isCase } from '../../src/city/cases/contract.ts';
import type { City, Template } from '../../src/city/package/contract.ts';
import type { HistoryStep, StepData } from '../history-types.ts';
import type { Chance } from '../make/random.ts';
import type { Desks } from './desks.ts';

export interface Journey {
  readonly at: Date; readonly nature: Nature; readonly desks: Desks; readonly staff: boolean; readonly standard: { id: string; limit: Limit } | null;
  readonly unit: string; readonly assisting: readonly string[]; readonly wrongUnit: string; readonly scenes: readonly [before: string, after: string] | undefined;
  readonly ofClass: string | null; readonly area: string; readonly patrol: string | null;
}
export interface World { readonly random: Chance; readonly calendar: Calendar; readonly limits: City['limits']; readonly templates: readonly Template[]; readonly pace: number }

/** All steps from `receive` to the end, however late that is; the caller cuts at the present. `pace` below 1 is faster than usual. */
export function walk(world: World, j: Journey): HistoryStep[] {
  const steps = new Steps(world, j);
  steps.receive();
  if (!isCase(j.nature)) return answered(world, j, steps);
  if (world.random.yes(0.045)) return steps.accept('refuse', steps.words('refuse'), {}).list;
  file(world, j, steps);
  if (world.random.yes(0.006)) return steps.desk('acceptor', 'void', '与另一案卷内容相同，登记时选错了类别', {}, world.limits.dispatch).list;
  handle(world, j, steps, j.unit, true);
  const solved = check(world, j, steps);
  steps.close(solved);
  afterwards(world, j, steps, solved);
  return steps.list;
}

function answered({ random, limits }: World, j: Journey, steps: Steps): HistoryStep[] {
  const [limit, verb] = j.nature === 'question' ? [limits.answer, 'answer'] as const : j.nature === 'suggestion' ? [limits.reply, 'reply'] as const : [limits.praise, 'praise'] as const;
  const asked = j.nature !== 'praise' && random.yes(0.3);
  if (asked) steps.desk('acceptor', 'consult', null, { unit: j.unit }, limit, 0.2);
  if (asked && steps.handler(j.unit)) steps.unit('answer', j.unit, steps.words(verb), {}, limit);
  else steps.desk('acceptor', 'answer', steps.words(verb), {}, limit);
  if (j.nature !== 'praise' && random.yes(0.2)) steps.rated(random.yes(0.85));
  return steps.list;
}

function file({ random, limits }: World, j: Journey, steps: Steps): void {
  if (!j.staff && random.yes(0.36)) {
    const officer = j.desks.officer(random);
    steps.desk('acceptor', 'order-verification', null, { officer }, limits.acceptance);
    steps.field(officer, 'verify', random.pick(['到场看过，情况属实', '属实，已拍照', '现场与描述一致']), { found: true, ...(j.scenes ? { photos: [j.scenes[0]] } : {}) }, limits.verification);
  }
  steps.accept('file', random.yes(0.4) ? steps.words('file') : null, j.standard ? { standard: j.standard.id } : {});
}

/** Dispatch to feedback; a few go to the wrong unit first and come back. */
function handle({ random, limits, calendar }: World, j: Journey, steps: Steps, unit: string, first: boolean): void {
  const astray = first && j.wrongUnit !== unit && random.yes(0.045);
  steps.dispatch(astray ? j.wrongUnit : unit, astray ? [] : j.assisting);
  if (astray) {
    steps.unit('sign', j.wrongUnit, null, {}, limits.dispatch);
    steps.unit('return', j.wrongUnit, steps.words('return'), {}, limits.verification);
    steps.dispatch(unit, j.assisting);
  }
  const limit = j.standard?.limit ?? limits.answer;
  // What is urgent is signed for at any hour.
  steps.unit('sign', unit, null, {}, limit.unit === 'urgent_hour' ? { value: 0.4, unit: 'urgent_hour' } : limits.dispatch, 0.8);
  const slow = limit.unit === 'work_day' && limit.value >= 2;
  if (slow && random.yes(0.035)) {
    const until = addLimit(calendar, steps.now, { value: random.int(8, 20), unit: 'work_day' });
    steps.desk('dispatcher', 'suspend', steps.words('suspend'), { until }, limits.check);
    steps.jump(addLimit(calendar, steps.now, { value: random.int(4, 9), unit: 'work_day' }));
    steps.desk('dispatcher', 'resume', '条件具备，恢复办理', {}, limits.check);
  } else if (slow && random.yes(0.05)) {
    const until = addLimit(calendar, steps.due, { value: random.int(2, 5), unit: 'work_day' });
    steps.unit('ask-extension', unit, steps.words('extend'), { until }, limits.answer, 0.8);
    const granted = random.yes(0.8);
    steps.desk('dispatcher', 'decide-extension', granted ? '同意，请先做好围护' : '不同意，按原时限办', { granted }, limits.check);
    if (granted) steps.extendTo(until);
  }
  const late = random.yes(0.022);
  if (late && random.yes(0.6)) { steps.jump(steps.due); steps.desk('dispatcher', 'urge', steps.words('urge'), {}, limits.dispatch); }
  steps.feedback(unit, late);
}

/** On-site check; a few fail once and are done again. */
function check(world: World, j: Journey, steps: Steps): boolean {
  const { random, limits } = world;
  for (let round = 0; ; round++) {
    const officer = j.desks.officer(random);
    steps.desk('acceptor', 'order-check', null, { officer }, limits.check, 0.3);
    const passed = round > 0 || !random.yes(0.022);
    steps.field(officer, 'check', passed ? random.pick(['现场已恢复', '已到场，符合结案条件', '看过了，干净', null]) : '还剩一半没有处理', { passed, ...(j.scenes && passed ? { photos: [j.scenes[1]] } : {}) }, limits.check, 0.5);
    if (passed) return !random.yes(0.012);
    steps.unit('sign', j.unit, null, {}, limits.dispatch);
    steps.feedback(j.unit, random.yes(0.3));
  }
}

function afterwards(world: World, j: Journey, steps: Steps, solved: boolean): void {
  const { random } = world;
  if (j.staff) return;
  const unhappy = random.yes(solved ? 0.1 : 0.6);
  if (random.yes(0.22)) steps.rated(!unhappy);
  if (!unhappy || !random.yes(0.16)) return;
  steps.jump(new Date(steps.now.getTime() + random.int(2, 12 * 24) * 3_600_000));
  steps.reporter('reopen', random.pick(['第二天又摆出来了', '只清了一半', '雨后又塌了', '没有修好，还在晃']), {});
  steps.accept('file', null, j.standard ? { standard: j.standard.id } : {});
  handle(world, j, steps, j.unit, false);
  check(world, j, steps);
  steps.close(true);
}

class Steps {
  readonly list: HistoryStep[] = [];
  now: Date;
  due: Date;
  private readonly world: World;
  private readonly j: Journey;
  constructor(world: World, j: Journey) { this.world = world; this.j = j; this.now = j.at; this.due = j.at; }

  receive(): void {
    const { j } = this;
    if (j.patrol) this.push('receive', 'officer', j.desks.supervision, j.patrol, null, {});
    else this.push('receive', 'reporter', null, null, null, {});
  }
  jump(to: Date): void { if (to > this.now) this.now = to; }
  extendTo(until: Date): void { this.due = until; }
  handler(unit: string): string | null { return this.j.desks.handler(this.world.random, unit); }

  /** A step of a desk in the time its limit leaves, seldom late. */
  desk(role: 'acceptor' | 'dispatcher', verb: HistoryStep['verb'], note: string | null, data: StepData, limit: Limit, share = 1): this {
    const { j, world } = this;
    this.wait(limit, share);
    if (role === 'acceptor') this.push(verb, role, j.desks.supervision, j.desks.acceptor(world.random), note, data);
    else this.push(verb, role, j.desks.command, j.desks.dispatcher(world.random), note, data);
    return this;
  }
  accept(verb: 'file' | 'refuse', note: string | null, data: StepData): this { return this.desk('acceptor', verb, note, data, this.world.limits.acceptance); }
  dispatch(unit: string, assisting: readonly string[]): void {
    const again = this.list.some((s) => s.verb === 'return');
    this.desk('dispatcher', 'dispatch', null, { unit, assisting }, this.world.limits.dispatch);
    if (!again) this.due = addLimit(this.world.calendar, this.now, this.j.standard?.limit ?? this.world.limits.answer);
  }
  unit(verb: HistoryStep['verb'], unit: string, note: string | null, data: StepData, limit: Limit, share = 1): void {
    this.wait(limit, share);
    this.push(verb, 'handler', unit, this.handler(unit), note, data);
  }
  field(officer: string, verb: 'verify' | 'check', note: string | null, data: StepData, limit: Limit, share = 1): void {
    this.wait(limit, share);
    this.push(verb, 'officer', this.j.desks.supervision, officer, note, data);
  }
  /** Somewhere before the limit, mostly early; or after it. */
  feedback(unit: string, late: boolean): void {
    const { random, pace } = this.world;
    const left = this.due.getTime() - this.now.getTime();
    const share = Math.max(0.02, Math.min(0.97, random.next() ** 1.4 * pace));
    if (late || left < 120_000) this.now = new Date(Math.max(this.due.getTime(), this.now.getTime()) + random.wait(80 * 60_000) + 60_000);
    else this.now = new Date(this.now.getTime() + left * share);
    this.now = awake(this.now, left);
    this.push('feedback', 'handler', unit, this.handler(unit), this.words('feedback'), { photos: [this.j.scenes?.[1] ?? 'stall-cleared'] });
  }
  close(solved: boolean): void { this.desk('acceptor', 'close', this.words('close'), { outcome: solved ? 'resolved' : 'unresolved' }, this.world.limits.closing); }
  rated(solved: boolean): void {
    const { random } = this.world;
    this.now = new Date(this.now.getTime() + random.wait(14 * 3_600_000) + 600_000);
    this.reporter('rate', random.yes(0.25) ? (solved ? random.pick(['很快', '谢谢', '比上次好']) : random.pick(['没解决', '过两天又来了', '只是拍了照'])) : null, { solved, stars: solved ? random.int(4, 5) : random.int(1, 3) });
  }
  reporter(verb: 'rate' | 'reopen', note: string | null, data: StepData): void { this.push(verb, 'reporter', null, null, note, data); }

  /** One of the city's own sentences for the verb, one made for the class first. */
  words(verb: string): string {
    const all = this.world.templates.filter((t) => t.verb === verb && (!t.class || t.class === this.j.ofClass));
    const own = all.filter((t) => t.class);
    return this.world.random.pick(own.length ? own : all).zh;
  }

  private wait(limit: Limit, share = 1): void {
    const { random, calendar, pace } = this.world;
    const part = random.yes(0.015) ? 1.05 + random.next() : (0.04 + 0.8 * random.next() ** 1.6) * share * pace;
    this.now = addLimit(calendar, this.now, { value: limit.value * part, unit: limit.unit });
    this.now = new Date(Math.floor(this.now.getTime() / 1000) * 1000 + random.int(1, 40) * 1000);
  }
  private push(verb: HistoryStep['verb'], role: HistoryStep['role'], organisation: string | null, person: string | null, note: string | null, data: StepData): void {
    this.list.push({ at: new Date(Math.floor(this.now.getTime() / 1000) * 1000), verb, role, organisation, person, note, data });
  }
}

/** Nobody feeds back between midnight and five unless the limit presses. */
function awake(at: Date, left: number): Date {
  const hour = (at.getUTCHours() + 8) % 24;
  const whole = new Date(Math.floor(at.getTime() / 1000) * 1000);
  return hour < 5 && left > 12 * 3_600_000 ? new Date(whole.getTime() - (hour + 3) * 3_600_000) : whole;
}
