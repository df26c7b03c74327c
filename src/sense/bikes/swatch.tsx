// The colour of an operator, beside its name: it says nothing that the name does not.
export function Swatch({ colour }: { colour: string | null | undefined }) {
  return colour ? <svg viewBox="0 0 10 10" width="12" height="12" aria-hidden="true"><rect x="0.5" y="0.5" width="9" height="9" rx="2" fill={colour} stroke="currentColor" stroke-opacity="0.35" /></svg> : null;
}
