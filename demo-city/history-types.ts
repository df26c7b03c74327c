// What the invented past of the demo city consists of: plain objects that know nothing of tables, so that a loader can replay them through the rules.
import type { Nature, Source, Verb } from '../src/city/cases/contract.ts';
import type { Role } from '../src/ground/identity/roles.ts';

/** How the reporter is known. `staff` stands for patrols, cameras and sensors, where nobody outside has reported. */
export type ReporterMode = 'anonymous' | 'confidential' | 'named' | 'staff';

export interface HistoryStep {
  readonly at: Date;
  readonly verb: Verb;
  readonly role: Role | 'reporter' | 'system';
  /** Code of the organisation that acts; null for reporters and the system. */
  readonly organisation: string | null;
  /** Login of a person of people.json; null for reporters and the system. */
  readonly person: string | null;
  /** What is said with the step: the note, or the reason where the step asks for one. */
  readonly note: string | null;
  readonly data: StepData;
}

/** What the step decides; only what its verb needs is there. */
export interface StepData {
  /** file: id of the filing standard, such as E0406-1. */
  readonly standard?: string;
  /** dispatch, consult: unit, and for dispatch those who assist. */
  readonly unit?: string; readonly assisting?: readonly string[];
  /** order-verification, order-check: login of the officer. */
  readonly officer?: string;
  /** verify: was it so; check: is it done; decide-extension: granted. */
  readonly found?: boolean; readonly passed?: boolean; readonly granted?: boolean;
  /** close. */
  readonly outcome?: 'resolved' | 'unresolved';
  /** suspend, ask-extension. */
  readonly until?: Date;
  /** merge: receipt code of the report it joins; absorb: that of the one that joins. */
  readonly into?: string; readonly from?: string;
  /** rate: solved or not, 1 to 5. */
  readonly solved?: boolean; readonly stars?: number;
  /** verify, feedback, check: names of scenes in demo-city/photos. */
  readonly photos?: readonly string[];
}

export interface HistoryReport {
  /** When it came in; equals the time of its first step. */
  readonly at: Date;
  /** Receipt code (查询码), unique: 7Q4M-2K9D. */
  readonly code: string;
  readonly nature: Nature;
  /** Small class; null for questions, suggestions and praise that belong to none. */
  readonly class: string | null;
  readonly lon: number; readonly lat: number;
  /** Cell that holds the position. */
  readonly area: string;
  readonly place: string;
  readonly asset: string | null;
  readonly lang: 'zh' | 'en';
  readonly description: string;
  readonly source: Source;
  readonly reporter: { readonly mode: ReporterMode; readonly name?: string; readonly phone?: string; readonly login?: string };
  /** Answers to the extra questions of the class, by question code. */
  readonly answers: Readonly<Record<string, string | number | readonly string[]>>;
  readonly photos: readonly string[];
  /** In order of time; the first one is `receive`. */
  readonly steps: readonly HistoryStep[];
}

export interface HistoryOptions { readonly seed: number; readonly reports?: number; readonly until: Date; readonly batch?: number }
