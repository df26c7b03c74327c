// The states of a bike and the events that lead there, as MDS 2.0 has them for micromobility (modes/micromobility.md and models/modes/micromobility/event.yaml). Pure.
// A pair that the table does not know is refused. A prior state that does not fit is not: the standard says so, since events arrive out of order; it is kept as odd.

export const STATES = ['removed', 'available', 'non_operational', 'reserved', 'on_trip', 'non_contactable', 'missing', 'elsewhere'] as const;
export type BikeState = (typeof STATES)[number];

const LOST: readonly BikeState[] = ['non_contactable', 'missing'];
const PARKED: readonly BikeState[] = ['available', 'non_operational', 'elsewhere'];
const SEEN: readonly BikeState[] = ['available', 'elsewhere', 'non_operational', 'on_trip', 'removed', 'reserved'];
const back = { comms_restored: ['non_contactable'], located: ['missing'] } as const;

/** State → event → the states it may come from. */
export const TRANSITIONS: Readonly<Record<BikeState, Readonly<Record<string, readonly BikeState[]>>>> = {
  available: {
    ...back, battery_charged: ['non_operational'], on_hours: ['non_operational'], provider_drop_off: ['removed', ...LOST], agency_drop_off: ['removed', ...LOST], maintenance: ['non_operational'],
    trip_end: ['on_trip'], reservation_cancel: ['reserved'], trip_cancel: ['on_trip'], system_resume: ['non_operational'], unspecified: ['non_operational', ...LOST],
  },
  reserved: { ...back, reservation_start: ['available'], unspecified: LOST },
  on_trip: { ...back, trip_start: ['available', 'reserved'], trip_enter_jurisdiction: ['elsewhere'], changed_geographies: ['on_trip'], unspecified: LOST },
  elsewhere: { ...back, trip_leave_jurisdiction: ['on_trip'], unspecified: LOST },
  non_operational: { ...back, battery_low: ['available'], maintenance: ['available'], off_hours: ['available'], system_suspend: ['available'], unspecified: ['available', ...LOST] },
  removed: {
    ...back, rebalance_pick_up: PARKED, maintenance_pick_up: PARKED, compliance_pick_up: PARKED, agency_pick_up: [...PARKED, ...LOST], decommissioned: [...PARKED, ...LOST], unspecified: ['available', 'non_operational', 'elsewhere', ...LOST],
  },
  non_contactable: { comms_lost: [...SEEN, 'missing'], unspecified: [...SEEN, 'missing'] },
  missing: { not_located: [...SEEN, 'non_contactable'], unspecified: [...SEEN, 'non_contactable'] },
};

const isState = (state: string): state is BikeState => STATES.some((known) => known === state);
const INTO: Readonly<Record<string, readonly BikeState[]>> = Object.fromEntries(
  [...new Set(STATES.flatMap((state) => Object.keys(TRANSITIONS[state])))].map((type) => [type, STATES.filter((state) => Object.hasOwn(TRANSITIONS[state], type))]));

/** Whether an event may say so. With several types the last one leads to the state; those before lead through states of their own, which are dropped. */
export function isAllowed(state: string, types: readonly string[]): boolean {
  const last = types.at(-1);
  return isState(state) && last !== undefined && Object.hasOwn(TRANSITIONS[state], last) && types.every((type) => Object.hasOwn(INTO, type));
}

/** Whether the chain of types leads from `before` to `state`. Without anything known before, everything follows. */
export function follows(before: string | undefined, types: readonly string[], state: string): boolean {
  if (before === undefined || !isState(before)) return true;
  let from: readonly BikeState[] = [before];
  for (const [i, type] of types.entries()) {
    const into = i === types.length - 1 ? [state].filter(isState) : (INTO[type] ?? []);
    from = into.filter((next) => from.some((prior) => TRANSITIONS[next][type]?.includes(prior)));
  }
  return from.length > 0;
}

/** States in which a bike stands somewhere in the city. */
export const STANDING: readonly string[] = ['available', 'non_operational', 'reserved'];
/** Events after which the bike has another place: it begins to stand there. */
export const PUT_DOWN: readonly string[] = ['trip_end', 'trip_cancel', 'provider_drop_off', 'agency_drop_off'];
/** Events that need a trip's id. */
export const OF_TRIPS: readonly string[] = ['trip_cancel', 'trip_end', 'trip_enter_jurisdiction', 'trip_leave_jurisdiction', 'trip_start'];
/** Events with which an operator or the city takes a bike away. */
export const TAKEN: readonly string[] = ['compliance_pick_up', 'rebalance_pick_up', 'agency_pick_up', 'maintenance_pick_up', 'decommissioned'];
