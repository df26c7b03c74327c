// Case numbers by the city's pattern: "LJ{yyyy}{mm}{dd}-{seq:4}". The sequence begins anew whenever the rest of the text changes.

export interface NumberParts { readonly before: string; readonly after: string; readonly width: number }

/** Text before and after the sequence, and its width, for a moment in the city's zone. */
export function numberParts(pattern: string, at: Date, zone: string): NumberParts {
  const [year = '', month = '', day = ''] = dayFormat(zone).format(at).split('-');
  const filled = pattern.replace('{yyyy}', year).replace('{yy}', year.slice(2)).replace('{mm}', month).replace('{dd}', day);
  const seq = /\{seq:(\d)\}/.exec(filled);
  return { before: filled.slice(0, seq?.index ?? filled.length), after: seq ? filled.slice(seq.index + seq[0].length) : '', width: Number(seq?.[1] ?? 4) };
}

// Making a formatter costs a hundred times what using it does.
const formats = new Map<string, Intl.DateTimeFormat>();
export function dayFormat(zone: string): Intl.DateTimeFormat {
  const held = formats.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone });
  formats.set(zone, held);
  return held;
}
