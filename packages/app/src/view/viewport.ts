/** How an image lies on the canvas: a pixel (x, y) of the image is at (left + x scale, top + y scale), in CSS pixels. */
export interface Viewport {
  readonly left: number;
  readonly top: number;
  readonly scale: number;
}

const [LEAST, MOST] = [0.02, 64];
/** What is to be shown is at least so far from the rim of the canvas, CSS pixels. */
const RIM = 20;

/** The whole image in the middle of the canvas. */
export function fitted(
  image: { readonly width: number; readonly height: number },
  canvas: { readonly width: number; readonly height: number },
): Viewport {
  const scale = Math.min(canvas.width / image.width, canvas.height / image.height) * 0.96;
  return {
    scale,
    left: (canvas.width - scale * image.width) / 2,
    top: (canvas.height - scale * image.height) / 2,
  };
}

/** Zoomed by a factor, so that what is at a point of the canvas stays there. */
export function zoomed(
  { left, top, scale }: Viewport,
  by: number,
  [x, y]: readonly [number, number],
): Viewport {
  const next = Math.min(MOST, Math.max(LEAST, scale * by));
  const ratio = next / scale;
  return { scale: next, left: x - (x - left) * ratio, top: y - (y - top) * ratio };
}

/** The pixel of the image at a point of the canvas; pixels' centres have whole-numbered coordinates. */
export function pixelAt({ left, top, scale }: Viewport, [x, y]: readonly [number, number]): [number, number] {
  return [(x - left) / scale - 0.5, (y - top) / scale - 0.5];
}

/** Moved no farther than it takes for a pixel of the image to be on the canvas. */
export function showing(
  { left, top, scale }: Viewport,
  [x, y]: readonly [number, number],
  canvas: { readonly width: number; readonly height: number },
): Viewport {
  const moved = (start: number, at: number, length: number) => {
    const place = start + scale * (at + 0.5);
    return start + Math.min(0, length - RIM - place) + Math.max(0, RIM - place);
  };
  return { scale, left: moved(left, x, canvas.width), top: moved(top, y, canvas.height) };
}
