// What can go wrong between us and PostgreSQL, told apart: lost (repeat it), refused by the operator's data (say why), SQL errors (codes).
import type { Lang, Message, Params } from '#ground/i18n/index.ts';
import { DatabaseAway } from './types.ts';

/** The database must not be opened as it is: the folder is taken, a migration was changed. `say` tells the operator in one sentence. */
export class DatabaseRefusal extends Error {
  override name = 'DatabaseRefusal';
  readonly say: (lang: Lang) => string;
  constructor(message: Message, params: Params = {}) {
    super(message('en', params));
    this.say = (lang) => message(lang, params);
  }
}

/** The five-character SQLSTATE of an error of PostgreSQL (`23505`: unique violation), or undefined. Source: PostgreSQL appendix A. */
export function sqlState(error: unknown): string | undefined {
  const code = property(error, 'code');
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** True for the violation of a unique constraint or index, of that name when one is given. */
export function isDuplicate(error: unknown, constraint?: string): boolean {
  return sqlState(error) === '23505' && (constraint === undefined || property(error, 'constraint') === constraint);
}

/** True when the connection, not the statement, failed: the same request may succeed a moment later. */
export function isAway(error: unknown): boolean {
  if (error instanceof DatabaseAway) return true;
  const state = sqlState(error);
  if (state !== undefined && (state.startsWith('08') || AWAY_STATES.has(state))) return true;
  const code = property(error, 'code');
  if (code === 'ENOENT') return property(error, 'syscall') === 'connect';
  if (typeof code === 'string' && AWAY_CODES.has(code)) return true;
  return error instanceof Error && AWAY_TEXTS.some((text) => error.message.includes(text));
}

// Shutdown, crash, starting up; too many connections; idle for too long inside a transaction or outside of one.
const AWAY_STATES = new Set(['57P01', '57P02', '57P03', '57P05', '53300', '25P03']);
const AWAY_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);
// Errors of pg and pg-pool that carry no code.
const AWAY_TEXTS = ['Connection terminated', 'connection error and is not queryable', 'was closed and is not queryable', 'timeout exceeded when trying to connect', 'Cannot use a pool after calling end', 'Client was closed'];

function property(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}
