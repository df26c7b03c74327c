// Contact sheets: pictures of pages side by side, for people to look at. Written to docs/screens/ by a run with UPDATE_SCREENS=1 only, so that
// an ordinary run leaves the checkout as it was.
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import sharp from 'sharp';

const FOLDER = fileURLToPath(new URL('../../docs/screens/', import.meta.url));
const GAP = 16;
const MAX_BYTES = 400_000;
/** Width of one picture on its sheet. */
const WIDTHS = { phone: 300, desktop: 900 } as const;
/** Pictures in a row. */
const ACROSS = { phone: 6, desktop: 2 } as const;

export interface Sheets { take(sheet: string, page: Page): Promise<void>; write(sheet: string): Promise<void> }

/** Collects pictures of the pages of one kind of screen; does nothing unless the run updates the screens. */
export function sheetsOf(screen: 'phone' | 'desktop'): Sheets {
  const taken = new Map<string, Buffer[]>();
  if (process.env.UPDATE_SCREENS !== '1') return { take: async () => {}, write: async () => {} };
  return {
    async take(sheet, page) {
      await drawn(page);
      const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' });
      taken.set(sheet, [...(taken.get(sheet) ?? []), await sharp(picture).resize({ width: WIDTHS[screen], kernel: 'lanczos3' }).png().toBuffer()]);
    },
    write: async (sheet) => compose(sheet, taken.get(sheet) ?? [], ACROSS[screen]),
  };
}

/** Maps draw after their page is ready; only pictures wait for them. */
async function drawn(page: Page): Promise<void> {
  if ((await page.locator('.map .island, .map-live').count()) === 0) return;
  await page.locator('.map canvas').first().waitFor({ timeout: 8000 }).catch(() => undefined);   // a map that is not in sight is never drawn
  await page.waitForTimeout(1500);
}

async function compose(sheet: string, pictures: readonly Buffer[], across: number): Promise<void> {
  const sizes = await Promise.all(pictures.map(async (picture) => sharp(picture).metadata()));
  const [width, height] = [Math.max(...sizes.map((size) => size.width)), Math.max(...sizes.map((size) => size.height))];
  const columns = Math.min(across, pictures.length);
  const rows = Math.ceil(pictures.length / columns);
  const place = (at: number) => ({ left: GAP + (at % columns) * (width + GAP), top: GAP + Math.floor(at / columns) * (height + GAP) });
  const whole = sharp({ create: { width: GAP + columns * (width + GAP), height: GAP + rows * (height + GAP), channels: 3, background: '#8a8f94' } })
    .composite(pictures.map((input, at) => ({ input, ...place(at) })));
  const raw = await whole.png({ compressionLevel: 1 }).toBuffer();
  await mkdir(FOLDER, { recursive: true });
  for (const quality of [82, 72, 60, 48, 36]) {
    const bytes = await sharp(raw).webp({ quality }).toBuffer();
    if (bytes.length > MAX_BYTES && quality > 36) continue;
    await writeFile(`${FOLDER}${sheet}.webp`, bytes);
    return;
  }
}
