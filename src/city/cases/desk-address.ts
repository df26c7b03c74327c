// The address of a desk's page, and the same with something changed: tab, filters and the chosen case live in it.

export interface Address {
  get(name: string): string | undefined;
  /** This address with changes; `undefined` takes a parameter out. */
  with(changes: Readonly<Record<string, string | undefined>>): string;
  /** The path with these parameters alone. */
  only(parameters: Readonly<Record<string, string | undefined>>): string;
  /** Path and parameters, for what comes back here. */
  readonly here: string;
  readonly params: URLSearchParams;
}

export function addressOf(url: URL): Address {
  const made = (params: URLSearchParams) => { const text = params.toString(); return text ? `${url.pathname}?${text}` : url.pathname; };
  const params = new URLSearchParams([...url.searchParams].filter(([name, value]) => name !== 'lang' && value !== ''));
  return {
    params, here: made(params),
    get: (name) => params.get(name) ?? undefined,
    with(changes) {
      const next = new URLSearchParams(params);
      for (const [name, value] of Object.entries(changes)) if (value === undefined) next.delete(name); else next.set(name, value);
      return made(next);
    },
    only: (given) => made(new URLSearchParams(Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))),
  };
}
