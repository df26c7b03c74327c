// The text that Prometheus reads, format 0.0.4: families of samples, each with a line of help and its kind.

/** One number of a family; labels in the order they are written. */
export interface Sample { readonly labels?: Readonly<Record<string, string>>; readonly value: number; /** `_bucket`, `_sum`, `_count` of a histogram. */ readonly suffix?: string }
export interface Family { readonly name: string; readonly help: string; readonly kind: 'counter' | 'gauge' | 'histogram'; readonly samples: readonly Sample[] }

/** A gauge or counter with a single number. */
export const single = (kind: 'gauge' | 'counter', name: string, help: string, value: number): Family => ({ name, help, kind, samples: [{ value }] });

/** The whole answer, ended by a line break as the format demands. Families without samples are left out. */
export function metricsText(families: readonly Family[]): string {
  return families.filter(({ samples }) => samples.length > 0).map(familyText).join('');
}

function familyText({ name, help, kind, samples }: Family): string {
  const lines = samples.map(({ labels = {}, value, suffix = '' }) => `${name}${suffix}${labelText(labels)} ${numberText(value)}\n`);
  return `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${kind}\n${lines.join('')}`;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`);
  return pairs.length ? `{${pairs.join(',')}}` : '';
}

const numberText = (value: number): string => (value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : String(value));
