// The three halves of the flow under their names.
export * as accepting from './accepting.ts';
export * as handling from './handling.ts';
export * as closing from './closing.ts';
