// Small scenes drawn by us, so that the demo has evidence to show and nobody's picture is used.
import sharp from 'sharp';
import { chance } from './random.ts';

const W = 640, H = 480;
const street = (sky = '#cfdfe6', road = '#8b8f91') => `
  <defs><linearGradient id="s" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${sky}"/><stop offset="1" stop-color="#f2eee6"/></linearGradient></defs>
  <rect width="${W}" height="${H}" fill="url(#s)"/>
  <path d="M0 90h150v190H0z" fill="#c9b9a4"/><path d="M150 120h170v160H150z" fill="#b7a48f"/><path d="M320 70h190v210H320z" fill="#d4c8b6"/><path d="M510 110h130v170H510z" fill="#bfae9b"/>
  ${windows(14, 110, 5, 4)}${windows(166, 138, 5, 3)}${windows(338, 92, 6, 4)}${windows(522, 130, 4, 4)}
  <path d="M0 276h640v18H0z" fill="#8a7f74"/><path d="M0 290h640v110H0z" fill="#c7c2ba"/>${paving()}
  <path d="M0 400h640v12H0z" fill="#a9a49c"/><path d="M0 412h640v68H0z" fill="${road}"/><path d="M20 446h110v6H20zM250 446h110v6H250zM480 446h110v6H480z" fill="#d9dadb"/>`;
const windows = (x: number, y: number, columns: number, rows: number) => Array.from({ length: columns * rows }, (_, i) => `<rect x="${x + (i % columns) * 27}" y="${y + Math.floor(i / columns) * 40}" width="16" height="22" fill="#7f929c" opacity=".75"/>`).join('');
const paving = () => Array.from({ length: 16 }, (_, i) => `<path d="M${i * 44 - 20} 400L${i * 42 + 10} 290" stroke="#b3ada4" stroke-width="1.5"/>`).join('') + '<path d="M0 318h640M0 352h640" stroke="#b3ada4" stroke-width="1.5"/><path d="M0 366h640v16H0z" fill="#d8b441" opacity=".8"/>';
const tree = (x: number) => `<path d="M${x} 300v-120" stroke="#6b5844" stroke-width="12"/><circle cx="${x}" cy="150" r="58" fill="#6f9463"/><circle cx="${x + 36}" cy="178" r="40" fill="#7fa372"/><circle cx="${x - 34}" cy="176" r="42" fill="#638757"/>`;
const lamp = (x: number, lit: boolean) => `<path d="M${x} 400V110q0-26 40-26h24" stroke="#55595c" stroke-width="9" fill="none"/><rect x="${x + 52}" y="76" width="52" height="16" rx="6" fill="${lit ? '#ffe9a8' : '#6d7275'}"/>`;
const person = (x: number, y: number, colour: string) => `<circle cx="${x}" cy="${y - 64}" r="13" fill="#d9a987"/><path d="M${x - 15} ${y}v-36q0-18 15-18t15 18v36z" fill="${colour}"/>`;

function scatter(seed: number, n: number, box: [number, number, number, number], draw: (x: number, y: number, i: number) => string): string {
  const random = chance(seed);
  return Array.from({ length: n }, (_, i) => draw(Math.round(box[0] + random.next() * box[2]), Math.round(box[1] + random.next() * box[3]), i)).join('');
}
const bags = (n: number, box: [number, number, number, number]) => scatter(3, n, box, (x, y, i) => `<path d="M${x - 20} ${y}q-8-34 20-38q30 4 22 38z" fill="${['#3e4447', '#5d6d5f', '#e8e6df', '#a44b3c'][i % 4]}"/><path d="M${x - 4} ${y - 38}l4-9 5 9" stroke="#333" stroke-width="2" fill="none"/>`);
const fruit = (x: number, y: number, c: string) => Array.from({ length: 12 }, (_, i) => `<circle cx="${x + (i % 6) * 15}" cy="${y - Math.floor(i / 6) * 12}" r="8" fill="${c}"/>`).join('');
const stall = (x: number) => `<path d="M${x} 300h150v58H${x}z" fill="#8d6a46"/><circle cx="${x + 24}" cy="366" r="17" fill="#333"/><circle cx="${x + 126}" cy="366" r="17" fill="#333"/><path d="M${x - 14} 214h178l-18 34H${x + 4}z" fill="#c0533f"/><path d="M${x + 4} 248v54M${x + 146} 248v54" stroke="#666" stroke-width="5"/>${fruit(x + 22, 294, '#d98b2b')}${fruit(x + 70, 296, '#b43b34')}`;
const bins = (x: number) => [0, 62].map((d, i) => `<path d="M${x + d} 300h50l-6 88h-38z" fill="${i ? '#4d7d5c' : '#3f6e8c'}"/><path d="M${x + d - 4} 292h58v10h-58z" fill="#3a3f42"/>`).join('');
const bike = (x: number, y: number, c: string, tilt = 0) => `<g transform="translate(${x} ${y}) rotate(${tilt})"><circle cx="-26" cy="0" r="19" fill="none" stroke="#3a3f42" stroke-width="4"/><circle cx="28" cy="0" r="19" fill="none" stroke="#3a3f42" stroke-width="4"/><path d="M-26 0l18-26h26l10 26M-8-26l12 26 14-26M-14-34h14" stroke="${c}" stroke-width="5" fill="none"/></g>`;
const cover = (broken: boolean) => `<ellipse cx="330" cy="356" rx="92" ry="34" fill="#4b4f52"/>${broken ? '<path d="M248 354q40-30 82-30t88 28l-58 8-30-12-34 20z" fill="#0f1112"/><path d="M372 330l34 26M300 380l-22-8" stroke="#8a8f92" stroke-width="3"/>' : Array.from({ length: 7 }, (_, i) => `<path d="M${262 + i * 22} ${338 + Math.abs(3 - i) * 2}v${36 - Math.abs(3 - i) * 4}" stroke="#73787b" stroke-width="5"/>`).join('')}<ellipse cx="330" cy="356" rx="92" ry="34" fill="none" stroke="#2f3335" stroke-width="5"/>`;
const posters = scatter(8, 17, [40, 150, 540, 110], (x, y, i) => `<path d="M${x} ${y}h34v44h-34z" fill="${['#f2f0e8', '#f3d9d2', '#e3eef0', '#f4eac5'][i % 4]}" transform="rotate(${(i % 5) * 4 - 8} ${x} ${y})"/><path d="M${x + 5} ${y + 10}h22M${x + 5} ${y + 18}h18M${x + 5} ${y + 26}h22" stroke="#93544b" stroke-width="3"/>`);

/** Scene name → what is drawn over the street. */
const SCENES: Record<string, () => string> = {
  stall: () => street() + tree(70) + stall(210) + stall(400) + person(390, 388, '#4f6b7a'),
  'stall-cleared': () => street() + tree(70) + person(560, 386, '#6b7f5a'),
  cover: () => street('#d8dde0') + cover(true),
  'cover-fixed': () => street('#d8dde0') + cover(false),
  bikes: () => street() + tree(580) + scatter(5, 15, [60, 330, 460, 56], (x, y, i) => bike(x, y, i % 3 ? '#3f9a4b' : '#e08a2a', (i * 13) % 50 - 20)),
  rubbish: () => street() + bins(250) + bags(15, [170, 350, 300, 50]) + bags(4, [256, 296, 90, 4]),
  'rubbish-cleared': () => street() + bins(250) + tree(90),
  lamp: () => `<rect width="${W}" height="${H}" fill="#1b2530"/>` + `<g opacity=".32">${street('#2c3a48', '#39404a')}</g>` + lamp(180, false) + lamp(470, true) + '<path d="M548 92L470 400h170V170z" fill="#ffe9a8" opacity=".16"/>',
  'lamp-lit': () => `<rect width="${W}" height="${H}" fill="#1b2530"/>` + `<g opacity=".4">${street('#2c3a48', '#39404a')}</g>` + lamp(180, true) + lamp(470, true) + '<path d="M258 92L150 400h250zM548 92L440 400h200V170z" fill="#ffe9a8" opacity=".18"/>',
  water: () => street('#b9c4ca') + '<path d="M60 420q120-60 300-34t240 8v50q-140 44-320 30T60 454z" fill="#7f99a6" opacity=".92"/><path d="M140 430q90-18 190-8M320 452q110-14 200 0" stroke="#b6c8d0" stroke-width="4" fill="none"/>' + scatter(9, 70, [0, 0, 640, 400], (x, y) => `<path d="M${x} ${y}l-5 16" stroke="#e3ebef" stroke-width="2" opacity=".6"/>`),
  crack: () => street() + '<path d="M60 474l70-18 46 10 60-26 52 14 70-22 62 18 84-20 90 8" stroke="#2f3234" stroke-width="9" fill="none"/><path d="M236 440l-18-22M420 450l26 22M358 432l10-18" stroke="#2f3234" stroke-width="5"/><ellipse cx="330" cy="446" rx="62" ry="18" fill="#3c4042"/>',
  'road-mended': () => street() + '<path d="M90 430h450l14 40H76z" fill="#5d6163"/>' + tree(560),
  posters: () => street() + `<path d="M0 130h640v160H0z" fill="#cfc6ba"/>` + posters,
  'wall-clean': () => street() + `<path d="M0 130h640v160H0z" fill="#d6cec3"/>`,
  branch: () => street('#c5cfd4') + tree(110) + '<path d="M150 260q120 40 190 110t210 60" stroke="#6b5844" stroke-width="15" fill="none"/>' + scatter(6, 30, [270, 330, 300, 110], (x, y, i) => `<circle cx="${x}" cy="${y}" r="${14 + (i % 4) * 5}" fill="${i % 2 ? '#6f9463' : '#587c4d'}"/>`),
};

/** Names of the scenes; what has `cleared`, `fixed`, `lit`, `mended` or `clean` in its name is an after-photo. */
export const PHOTOS: readonly string[] = Object.keys(SCENES);

/** JPEG of every scene, 640 × 480, a little grain so that they look taken rather than printed. */
export async function drawPhotos(): Promise<Map<string, Buffer>> {
  const out = new Map<string, Buffer>();
  for (const [name, scene] of Object.entries(SCENES)) {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${W}" height="${H}" viewBox="0 0 ${W} ${H}">${scene()}</svg>`;
    out.set(name, await sharp(Buffer.from(svg)).flatten({ background: '#fff' }).blur(0.7).composite([{ input: grain(), raw: { width: W, height: H, channels: 4 } }]).jpeg({ quality: 72, mozjpeg: true }).toBuffer());
  }
  return out;
}

function grain(): Buffer {
  const random = chance(77);
  const pixels = Buffer.alloc(W * H * 4);
  for (let i = 0; i < pixels.length; i += 4) pixels[i + 3] = Math.floor(random.next() * 13);
  return pixels;
}
