// What a thumb does with any page of ours: opens what folds, types into what can be typed into, chooses what can be chosen, moves the map.
// Links and buttons that leave the page are left alone: their time is the next page's.
import type { Locator, Page } from 'playwright-core';

const FEW = 3;
const WORDS = '路灯坏了 lamp';

/** Uses the page by touch. Something that is not there is passed over; something that does not answer throws. */
export async function touch(tab: Page): Promise<void> {
  await each(tab.locator('main summary'), async (one) => { await one.tap(); });
  await each(tab.locator('main textarea:not([disabled]), main input:is([type=text], [type=search], [type=tel], [type=password], :not([type])):not([readonly], [disabled])'), async (one) => {
    await one.tap();
    await one.pressSequentially(WORDS, { delay: 60 });
  });
  await each(tab.locator('main label:has(:is(input[type=radio], input[type=checkbox]):not([data-auto], :checked, [disabled]))'), async (one) => { await one.tap(); });
  await each(tab.locator('main button[type=button]:not([aria-busy=true], [disabled], .map-tools *, .home-here *)'), async (one) => { await one.tap(); });
  await each(tab.locator('.maplibregl-canvas'), async (one) => { await moveMap(tab, one); });
  await tab.waitForTimeout(1500);
}

/** The first few that can be seen now. What goes away by being used is no fault. */
async function each(all: Locator, use: (one: Locator) => Promise<void>): Promise<void> {
  const count = Math.min(await all.count(), FEW);
  for (let i = 0; i < count; i++) {
    const one = all.nth(i);
    if (!(await one.isVisible().catch(() => false))) continue;
    await one.scrollIntoViewIfNeeded({ timeout: 2000 }).catch(() => undefined);
    await use(one).catch((error: unknown) => { if (!(error instanceof Error && error.name === 'TimeoutError')) throw error; });
    await one.page().waitForTimeout(250);
  }
}

/** One press on the map and one pull, as fingers do them. */
async function moveMap(tab: Page, canvas: Locator): Promise<void> {
  const box = await canvas.boundingBox();
  if (!box) return;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const cdp = await tab.context().newCDPSession(tab);
  const finger = (type: 'touchStart' | 'touchMove' | 'touchEnd', dx = 0) => cdp.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x: x + dx, y }] });
  await finger('touchStart');
  await finger('touchEnd');
  await tab.waitForTimeout(600);
  await finger('touchStart');
  for (let dx = 8; dx <= 80; dx += 8) await finger('touchMove', dx);
  await finger('touchEnd');
  await tab.waitForTimeout(600);
}
