// Boxes drawn over a picture with a finger or a mouse; the field beside them says the same in numbers and is what is sent.
import { useRef, useState } from 'preact/hooks';

export interface MaskingProps {
  /** Address of the original. */
  readonly src: string; readonly width: number; readonly height: number;
  /** Lines `x y width height` in pixels. */
  readonly value: string;
  readonly words: { readonly picture: string; readonly regions: string; readonly undo: string };
}
interface Box { x: number; y: number; w: number; h: number }

export default function Masking({ src, width, height, value, words }: MaskingProps) {
  const [text, setText] = useState(value);
  const [draft, setDraft] = useState<Box>();
  const from = useRef<{ x: number; y: number }>(undefined);
  const box = useRef<SVGSVGElement>(null);

  function at(event: PointerEvent): { x: number; y: number } {
    const frame = box.current?.getBoundingClientRect();
    if (!frame) return { x: 0, y: 0 };
    const inside = (share: number, size: number) => Math.round(Math.min(1, Math.max(0, share)) * size);
    return { x: inside((event.clientX - frame.left) / frame.width, width), y: inside((event.clientY - frame.top) / frame.height, height) };
  }
  const start = (event: PointerEvent) => { box.current?.setPointerCapture(event.pointerId); from.current = at(event); };
  const move = (event: PointerEvent) => {
    const begin = from.current;
    if (!begin) return;
    const to = at(event);
    setDraft({ x: Math.min(begin.x, to.x), y: Math.min(begin.y, to.y), w: Math.abs(to.x - begin.x), h: Math.abs(to.y - begin.y) });
  };
  const end = () => {
    if (draft && draft.w > 3 && draft.h > 3) setText((before) => [...lines(before), `${draft.x} ${draft.y} ${draft.w} ${draft.h}`].join('\n'));
    from.current = undefined;
    setDraft(undefined);
  };

  return (
    <div class="stack">
      <svg ref={box} viewBox={`0 0 ${width} ${height}`} width="100%" role="img" aria-label={words.picture} class="ph" touch-action="none" onPointerDown={start} onPointerMove={move} onPointerUp={end} onPointerCancel={end}>
        <image href={src} width={width} height={height} />
        {[...boxes(text), ...(draft ? [draft] : [])].map((one, i) => <rect key={i} x={one.x} y={one.y} width={one.w} height={one.h} fill="currentColor" fill-opacity="0.85" />)}
      </svg>
      <div class="field">
        <label class="label" for="f-regions">{words.regions}</label>
        <textarea class="input code" id="f-regions" name="regions" rows={5} spellcheck={false} value={text} onInput={(event) => setText(event.currentTarget.value)}>{text}</textarea>
      </div>
      <p><button type="button" class="btn btn-d" disabled={lines(text).length === 0} onClick={() => setText((before) => lines(before).slice(0, -1).join('\n'))}>{words.undo}</button></p>
    </div>
  );
}

const lines = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');
function boxes(text: string): Box[] {
  return lines(text).flatMap((line) => {
    const [x = NaN, y = NaN, w = NaN, h = NaN] = line.trim().split(/[\s,]+/).map(Number);
    return [x, y, w, h].every((n) => Number.isFinite(n) && n >= 0) ? [{ x, y, w, h }] : [];
  });
}
