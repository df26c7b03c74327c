// What a camera covers, as a small drawing: its area and where it stands, north up.
import type { Covered } from './contract.ts';

/** Metres across, for the words beside it; to ten. */
export function sketchWidth(covered: Covered): number {
  const { width } = frame(covered);
  return Math.max(10, Math.round(width / 10) * 10);
}

export function Sketch({ covered, at, label }: { covered: Covered; at: { lon: number; lat: number }; label: string }) {
  const [ring = []] = covered.coordinates;
  const { x: midX, y: midY, width, scaleX } = frame(covered, at);
  const k = 180 / Math.max(width, 1e-6);
  const put = (lon: number, lat: number) => `${round(100 + (lon * scaleX - midX) * k)},${round(100 + (midY - lat * METRES) * k)}`;
  const [x, y] = put(at.lon, at.lat).split(',');
  return (
    <svg viewBox="0 0 200 200" width="200" height="200" role="img" aria-label={label} fill="none" stroke="currentColor" stroke-width="2">
      <polygon points={ring.map(([lon, lat]) => put(lon, lat)).join(' ')} fill="currentColor" fill-opacity="0.14" stroke-linejoin="round" />
      <circle cx={x} cy={y} r="5" fill="currentColor" />
    </svg>
  );
}

const METRES = 111_195;
const round = (n: number): number => Math.round(n * 10) / 10;
/** The middle of the area (and the camera) and how far it reaches, in metres. */
function frame({ coordinates: [ring = []] }: Covered, at?: { lon: number; lat: number }) {
  const scaleX = METRES * Math.cos(((ring[0]?.[1] ?? 0) * Math.PI) / 180);
  const points = [...ring, ...(at ? [[at.lon, at.lat] as const] : [])];
  const [xs, ys] = [points.map(([lon]) => lon * scaleX), points.map(([, lat]) => lat * METRES)];
  const [minX, maxX, minY, maxY] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return { x: (minX + maxX) / 2, y: (minY + maxY) / 2, width: Math.max(maxX - minX, maxY - minY), scaleX };
}
