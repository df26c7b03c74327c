// What cameras and their events are called.
import type { Lang } from '#ground/i18n/index.ts';
import { KINDS, type CameraState } from './contract.ts';
import { m } from './messages.ts';

const isKnown = (kind: string): kind is (typeof KINDS)[number] => (KINDS as readonly string[]).includes(kind);
/** A kind in words; one the house has no word for is called as its platform calls it. */
export const kindWord = (kind: string, lang: Lang): string => (isKnown(kind) ? m[kind](lang) : kind.replaceAll('_', ' '));
export const stateWord = (state: CameraState, lang: Lang): string => m[state](lang);
