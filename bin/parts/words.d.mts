/** One line in the terminal's language; the keys stand in words.mjs. */
export function say(key: string, values?: Readonly<Record<string, string | number>>): string;
export function print(key: string, values?: Readonly<Record<string, string | number>>): void;
