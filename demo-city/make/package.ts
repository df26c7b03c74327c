// The demo city as one package, built from its parts. Nothing here reads a file or a clock: the same code gives the same city.
import type { CityPackage } from '../../src/city/package/contract.ts';
import { planAreas } from './areas.ts';
import { planAssets } from './assets.ts';
import { planBasemap } from './basemap.ts';
import { CALENDAR } from './calendar.ts';
import { CITY_DATA } from './city.ts';
import { COMPONENTS } from './classes-components.ts';
import { EVENTS } from './classes-events.ts';
import { planAddresses } from './doors.ts';
import { planOrganisations } from './organisations.ts';
import { planPeople } from './people.ts';
import { planResponsibilities } from './responsibilities.ts';
import { planRoads } from './roads.ts';
import { TEMPLATES } from './templates.ts';

/** The whole package, drawn anew. */
export function planCity(): CityPackage {
  const plan = planAreas();
  const roads = planRoads();
  const classes = [...COMPONENTS, ...EVENTS];
  return {
    city: CITY_DATA, areas: plan.features, organisations: planOrganisations(plan.features), people: planPeople(), classes,
    responsibilities: planResponsibilities(plan.features, classes), calendar: CALENDAR,
    assets: planAssets(plan, roads), addresses: planAddresses(plan, roads), templates: TEMPLATES, ground: planBasemap(roads, plan),
  };
}
