// The resident's side of the journeys: from the home page to the receipt, counted.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { ready, takePhoto, tap, visit, write, type Lang, type Person } from '#test/browser.ts';
import { WORDS } from './words.ts';

export interface Photo { readonly name: string; readonly mimeType: string; readonly buffer: Buffer }

/** One of the demo city's pictures as a phone would send it, taken at this place (WGS 84, written as EXIF GPS). */
export async function photoOf(scene: 'stall' | 'stall-cleared', at: { lon: number; lat: number }): Promise<Photo> {
  const picture = await readFile(new URL(`../../demo-city/photos/${scene}.jpg`, import.meta.url));
  const exif = { IFD3: { GPSLatitudeRef: 'N', GPSLatitude: sexagesimal(at.lat), GPSLongitudeRef: 'E', GPSLongitude: sexagesimal(at.lon) } };
  return { name: `${scene}.jpg`, mimeType: 'image/jpeg', buffer: await sharp(picture).withExif(exif).jpeg({ quality: 80 }).toBuffer() };
}

function sexagesimal(value: number): string {
  const minutes = (value % 1) * 60;
  return `${Math.trunc(value)}/1 ${Math.trunc(minutes)}/1 ${Math.round((minutes % 1) * 60_000)}/1000`;
}

/** Reports from the home page as people do: photo, class, a few words, send. Returns the receipt's code and the case's number. */
export async function reportFromHome(person: Person, lang: Lang, at: { lon: number; lat: number }): Promise<{ code: string; number: string }> {
  const { page } = person;
  const w = WORDS[lang];
  await visit(person, '/');
  await tap(person, page.locator('main').getByRole('link', { name: w.report }).first());
  await page.waitForURL(/\/report/);
  if (person.js) { await ready(page); await page.locator('form.rep[data-live]').waitFor(); }
  await takePhoto(person, page.locator('input[type=file]').first(), await photoOf('stall', at));
  if (person.js) await chooseLive(person, lang);
  else await choosePlain(person, lang);
  await tap(person, page.getByRole('button', { name: w.send }));
  await page.waitForURL(/\/r\/[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  const code = page.url().split('/').at(-1) ?? '';
  const number = (await page.locator('a[href^="/reports/"]').first().getAttribute('href'))?.split('/').at(-1) ?? '';
  assert.match(number, /^XC\d{8}-\d{4}$/);
  assert.ok(person.effort.taps <= 8, `${person.effort.taps} taps from the home page to the receipt`);
  assert.ok(person.effort.typed <= 15, `${person.effort.typed} characters from the home page to the receipt`);
  return { code, number };
}

async function chooseLive(person: Person, lang: Lang): Promise<void> {
  const { page } = person;
  const w = WORDS[lang];
  await page.locator('form.rep[data-live] .ph img').first().waitFor();
  await tap(person, page.locator('label.chip', { hasText: w.cls }));
  await write(person, page.locator('[name=description]'), w.description);
}

/** A list of classes is opened and one chosen: two taps. */
async function choosePlain(person: Person, lang: Lang): Promise<void> {
  person.effort.taps += 2;
  await person.page.locator('select[name=class]').selectOption({ label: WORDS[lang].cls });
}

/** Every photo of the page has come and is a picture. */
export const photosShown = (person: Person): Promise<unknown> => person.page.waitForFunction(() => {
  const photos = [...document.querySelectorAll<HTMLImageElement>('.pair img')];
  for (const photo of photos) photo.loading = 'eager';
  return photos.length === 2 && photos.every((photo) => photo.complete && photo.naturalWidth > 0);
});
