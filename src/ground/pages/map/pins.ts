// Pins: the shape in the head is the stage's glyph, the fill says how late it is. Drawn once per kind, when first needed.
import type { MapPaint } from './paint.ts';

export interface PinImage { width: number; height: number; data: Uint8ClampedArray }
type Pen = CanvasRenderingContext2D;

const [WIDE, HIGH] = [36, 46]; // CSS pixels; the tip stands at the middle of the lower edge, 4 above it
const BODY = 'M0 0C-4-6-13-12-13-21a13 13 0 0 1 26 0C13-12 4-6 0 0z';
const SHARE: Record<string, number> = { filed: 0.17, sent: 0.34, work: 0.5, fed: 0.67, check: 0.84 };

/** The picture for an id of the form `pin:glyph:clock` ("pin:work:late"; clock "on" is the chosen one). Null for other ids. */
export function pinImage(id: string, paint: MapPaint, ratio: number): PinImage | null {
  const [kind, glyph = 'new', clock = 'ok'] = id.split(':');
  if (kind !== 'pin') return null;
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [WIDE * ratio, HIGH * ratio];
  const pen = canvas.getContext('2d');
  if (!pen) return null;
  pen.scale(ratio, ratio);
  pen.translate(WIDE / 2, HIGH - 4);
  drawPin(pen, glyph, coloursOf(clock, paint));
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

interface Colours { fill: string; edge: string; sign: string }

function coloursOf(clock: string, paint: MapPaint): Colours {
  if (clock === 'late') return { fill: paint.red, edge: paint.surface, sign: paint.onRed };
  if (clock === 'warn') return { fill: paint.amber, edge: paint.surface, sign: paint.onAmber };
  if (clock === 'on') return { fill: paint.accent, edge: paint.surface, sign: paint.onAccent };
  const line = clock === 'done' ? paint.done : paint.accent;
  return { fill: paint.surface, edge: line, sign: line };
}

function drawPin(pen: Pen, glyph: string, { fill, edge, sign }: Colours): void {
  pen.fillStyle = 'rgb(0 20 30 / .22)';
  pen.beginPath();
  pen.ellipse(0, 0, 6, 2.5, 0, 0, 7);
  pen.fill();
  const body = new Path2D(BODY);
  [pen.fillStyle, pen.strokeStyle, pen.lineWidth] = [fill, edge, 2];
  pen.fill(body);
  pen.stroke(body);
  pen.translate(0, -21);
  [pen.fillStyle, pen.strokeStyle, pen.lineCap, pen.lineJoin] = [sign, sign, 'round', 'round'];
  drawGlyph(pen, glyph, fill);
}

// The same shapes as in icons.svg, around the middle of a 16 px field.
function drawGlyph(pen: Pen, glyph: string, ground: string): void {
  if (glyph === 'done') return disc(pen, ground, 'M-3.2 .2l2.2 2.2 4.2-4.6');
  if (glyph === 'back') return disc(pen, ground, 'M-1-2.8-3.2-.6-1 1.6M-3-.6H.8a1.9 1.9 0 0 1 0 3.8H-.4');
  pen.lineWidth = 1.75;
  if (glyph === 'new') pen.setLineDash([2.45, 2.45]);
  pen.beginPath();
  pen.arc(0, 0, 6.25, 0, 2 * Math.PI);
  pen.stroke();
  pen.setLineDash([]);
  if (glyph === 'paused') pen.stroke(new Path2D('M-1.6-2.5v5M1.6-2.5v5'));
  if (glyph === 'void') pen.stroke(new Path2D('M-4 4 4-4'));
  const share = SHARE[glyph];
  if (share) pie(pen, share);
}

function disc(pen: Pen, ground: string, mark: string): void {
  pen.beginPath();
  pen.arc(0, 0, 7, 0, 2 * Math.PI);
  pen.fill();
  [pen.strokeStyle, pen.lineWidth] = [ground, 1.9];
  pen.stroke(new Path2D(mark));
}

function pie(pen: Pen, share: number): void {
  pen.beginPath();
  pen.moveTo(0, 0);
  pen.arc(0, 0, 4.5, -Math.PI / 2, -Math.PI / 2 + share * 2 * Math.PI);
  pen.fill();
}
