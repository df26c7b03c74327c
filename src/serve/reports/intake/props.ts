// What the server hands to the telephone desk; drawn on both sides.
import type { Lang } from '#ground/i18n/index.ts';
import type { ReportFormProps } from '../form/props.ts';

export const INTAKE_SOURCES = ['phone', 'counter', 'letter', 'hotline', 'directive'] as const;

export interface PastCallView { readonly number: string; readonly title: string; readonly seal: string; readonly tone: string; readonly day: string; readonly done: boolean }
export interface NearCaseView { readonly number: string; readonly title: string; readonly metres: number; readonly ago: string; readonly source: string; readonly stage: string; readonly glyph: string; readonly photo: string | null; readonly lon: number; readonly lat: number }
export interface Plan { readonly filing: string | null; readonly unit: string | null; readonly due: string | null; readonly answered: boolean }
/** What is known of a place and class while the caller speaks. */
export interface Outlook { readonly inside: boolean; readonly areas: string; readonly near: readonly NearCaseView[]; readonly plan: Plan | null }

export interface IntakeProps extends Pick<ReportFormProps, 'once' | 'values' | 'errors' | 'problem' | 'classes' | 'natures' | 'map' | 'city'> {
  readonly lang: Lang;
  readonly past: readonly PastCallView[] | undefined;
  readonly outlook: Outlook | undefined;
  /** The class chosen before, by name, for the field. */
  readonly className: string;
  /** What was just registered, and the code to read to the caller. */
  readonly said: { readonly words: string; readonly number: string; readonly code: string | undefined } | undefined;
}
