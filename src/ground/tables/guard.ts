// Formula injection: a spreadsheet runs a cell that begins with = + - @ (also their full-width forms), a tab or a newline. An apostrophe before it makes
// it text (OWASP, CSV Injection). Text that already begins with apostrophes before such a sign gets one more, so that taking one away is always right.
const RISKY = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** Text that no spreadsheet runs. */
export const guarded = (text: string): string => (RISKY.test(text) ? `'${text}` : text);
/** The text that was guarded. */
export const unguarded = (text: string): string => (text.startsWith("'") && RISKY.test(text.slice(1)) ? text.slice(1) : text);
