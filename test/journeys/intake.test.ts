// The call: an acceptor takes it down and files it with the keyboard alone, while the caller speaks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { arrive, leave, openTown, visit, type Lang } from '#test/browser.ts';

const CALLS: Record<Lang, { words: string; place: string; title: RegExp }> = {
  zh: { words: '水果摊占满人行道，轮椅过不去', place: '青石社区', title: /占道经营/ },
  en: { words: 'a fruit stall blocks the whole pavement', place: 'Qingshi', title: /占道经营/ },
};
const CaseOut = z.object({ stage: z.string(), source: z.string(), nature: z.string(), class: z.string(), title: z.string() });

test('a call is taken down and filed by keyboard alone', { timeout: 360_000 }, async (t) => {
  const town = await openTown(t);
  if (!town) return;
  for (const lang of ['zh', 'en'] as const) {
    const person = await arrive(town, { as: 'acceptor', lang });
    const { page } = person;
    const { keyboard } = page;
    const focused = (name: string) => page.waitForFunction((wanted) => document.activeElement?.getAttribute('name') === wanted, name);
    await visit(person, '/desk/acceptance');
    await keyboard.press('n');
    await page.waitForURL(/\/desk\/intake/);
    await page.locator('#f-class').waitFor();
    await focused('description');   // the cursor is where the words go
    await keyboard.press('Alt+1');
    await focused('source');
    await keyboard.press('Alt+2');
    await keyboard.press('2');
    assert.equal(await page.locator('[name=nature]:checked').getAttribute('value'), 'complaint');
    await keyboard.press('Tab');
    await focused('description');
    await keyboard.type(CALLS[lang].words);
    await keyboard.press('Alt+3');
    await page.locator('#f-class-list [role=option]').first().waitFor();
    await keyboard.press('Enter');
    assert.equal(await page.locator('input[name=class]').inputValue(), 'E0406', 'the class was proposed from the words');
    await keyboard.press('Alt+4');
    await keyboard.type(CALLS[lang].place);
    await page.locator('.combo [role=listbox] [role=option]').first().waitFor();
    await keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('input[type=hidden][name=lon]')?.value !== undefined);
    await keyboard.press('Control+Enter');
    await page.waitForURL(/how=doneFiled/);
    const number = new URL(page.url()).searchParams.get('done') ?? '';
    const filed = CaseOut.parse(await town.app.json(`/api/cases/${number}`, { as: 'acceptor' }));
    assert.deepEqual({ ...filed, title: undefined }, { stage: 'filed', source: 'phone', nature: 'complaint', class: 'E0406', title: undefined });
    assert.match(filed.title, CALLS[lang].title);
    await leave(person);
  }
});
