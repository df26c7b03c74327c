// Who is on shift: logins of people.json by what they do and where. The neighbour Yundu has one desk of each kind.
import type { Person } from '../../src/city/package/contract.ts';
import type { Chance } from '../make/random.ts';

export interface Desks {
  readonly supervision: string; readonly command: string;
  acceptor(random: Chance): string; dispatcher(random: Chance): string; officer(random: Chance): string; handler(random: Chance, unit: string): string | null;
}

/** The desks that a report at `area` passes. */
export function deskFinder(people: readonly Person[]): (area: string) => Desks {
  const logins = (role: Person['role'], match: (p: Person) => boolean) => people.filter((p) => p.role === role && match(p)).map((p) => p.login);
  const handlers = new Map<string, string[]>();
  for (const p of people) if (p.role === 'handler' && p.organisation) handlers.set(p.organisation, [...(handlers.get(p.organisation) ?? []), p.login]);
  const known = new Map<string, Desks>();
  return (area) => {
    const street = area.slice(0, 9);
    let desks = known.get(street);
    if (!desks) {
      const district = area.startsWith('990102') ? 'yundu' : 'demo';
      const [supervision, command] = [`supervision-${district}`, `command-${district}`];
      const acceptors = logins('acceptor', (p) => p.organisation === supervision), dispatchers = logins('dispatcher', (p) => p.organisation === command);
      const own = logins('officer', (p) => p.area === street), any = logins('officer', (p) => p.organisation === supervision && p.area === area.slice(0, 6));
      known.set(street, (desks = {
        supervision, command, acceptor: (r) => r.pick(acceptors), dispatcher: (r) => r.pick(dispatchers), officer: (r) => (own.length && r.yes(0.85) ? r.pick(own) : r.pick(any)),
        handler: (r, unit) => { const list = handlers.get(unit); return list ? r.pick(list) : null; },
      }));
    }
    return desks;
  };
}
