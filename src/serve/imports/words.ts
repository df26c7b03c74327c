// The words of flags and refusals, and what to do about a refused row.
import { message, type Message } from '#ground/i18n/index.ts';
import { FLAGS, REFUSED, type Flag, type Refused } from './contract.ts';
import { m } from './messages.ts';

const isKind = (kind: string): kind is Flag | Refused => [...FLAGS, ...REFUSED].some((one) => one === kind);
const isRefused = (kind: string): kind is Refused => REFUSED.some((one) => one === kind);

/** A kind that a newer version wrote is said as it is. */
export const kindWord = (kind: string): Message => (isKind(kind) ? m[kind] : message([kind, kind]));
export const remedyOf = (kind: string): Message | undefined => (isRefused(kind) ? m[`fix-${kind}`] : undefined);
