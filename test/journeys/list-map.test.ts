// The map beside the public list draws what the list says: it has no words of its own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCase } from '#city/cases/cases.fixture.ts';
import { arrive, leave, openTown, tap, visit } from '#test/browser.ts';

test('a press on the map beside the list tells the report that stands there, and leads to it', { timeout: 180_000 }, async (t) => {
  const town = await openTown(t);
  if (!town) return;
  // The middle of the small city, where its map begins.
  const number = await openCase(town.app, { lon: 118.32, lat: 30.91, title: '路灯不亮', description: '路灯不亮，晚上看不清路' });
  const person = await arrive(town);
  await visit(person, '/reports');
  await person.page.waitForFunction(() => performance.getEntriesByName('map-drawn').length > 0, undefined, { timeout: 60_000 });
  const map = await person.page.locator('.maplibregl-canvas').boundingBox();
  assert.ok(map);
  // The first picture may come before the pins: a press between them finds nothing.
  const words = person.page.locator('.maplibregl-popup');
  for (let i = 0; i < 20 && (await words.count()) === 0; i++) {
    await person.page.mouse.click(map.x + map.width / 2, map.y + map.height / 2);
    await person.page.waitForTimeout(250);
  }
  assert.match(await words.innerText(), /路灯不亮[\s\S]*滨江路 128 号/);
  await tap(person, words.getByRole('link'));
  await person.page.waitForURL(`**/reports/${number}`);
  await leave(person);
});
