// A round through many pages: each judged by axe-core and by its width, and on the way taken for the contact sheet.
import { arrive, axe, leave, visit, type Lang, type Person, type Place, type Screen } from '#test/browser.ts';
import { sheetsOf } from './sheets.ts';

export interface Look<S> {
  readonly path: (subjects: S) => string;
  /** Login of who looks; nobody in particular when left out. */
  readonly as?: string;
  /** Before the page is judged. */
  readonly after?: (person: Person) => Promise<void>;
  /** On the contact sheet. */
  readonly shown?: true;
}

/** Visits the pages one after another, each as its person; what is wrong, one line each. The sheet is called after `name` and the way. */
export async function visitAll<S>(place: Place, name: string, looks: readonly Look<S>[], subjects: S, [screen, lang, dark, maps = true]: readonly [Screen, Lang, boolean, boolean?]): Promise<string[]> {
  const wrong: string[] = [];
  const sheets = sheetsOf(screen);
  const sheet = `${name.replace(' ', '-')}-${screen}-${lang}${dark ? '-dark' : ''}`;
  const people = new Map<string, Person>();
  for (const look of looks) {
    const who = look.as ?? '';
    const person = people.get(who) ?? (await arrive(place, { screen, lang, dark, maps: maps || process.env.UPDATE_SCREENS === '1', bypassCSP: true, expect: /status of 4\d\d/, ...(look.as ? { as: look.as } : {}) }));
    people.set(who, person);
    const path = look.path(subjects);
    await visit(person, path);
    await look.after?.(person);
    for (const violation of await axe(person.page)) wrong.push(`${path}: ${violation}`);
    const over = await person.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) wrong.push(`${path}: ${over} px wider than the screen`);
    if (look.shown) await sheets.take(sheet, person.page);
  }
  await sheets.write(sheet);
  for (const person of people.values()) await leave(person);
  return wrong;
}
