import type { Found, Picture } from '@leukolens/workbench';
import { effect, signal } from '@preact/signals';
import { stroke } from '../state/brush.ts';
import type { Session } from '../state/session.ts';
import type { SessionImage } from '../state/session-image.ts';
import { Bitmaps } from './bitmaps.ts';
import { fitted, pixelAt, type Viewport, zoomed } from './viewport.ts';

/** What the rest of the page can do with the view. */
export interface ViewControls {
  zoom(by: number): void;
  fit(): void;
}

const OUTLINE = '#00ffff';
const CHOSEN = '#ffd23f';
const PENDING = 'rgba(0, 255, 255, 0.45)';

/** Draws on a canvas what the session shows, whenever that changes, and takes what the pointer does there. */
export class Stage implements ViewControls {
  readonly #session: Session;
  readonly #canvas: HTMLCanvasElement;
  readonly #view = signal<Viewport | undefined>(undefined);
  readonly #endings: (() => void)[] = [];
  readonly #bitmaps = new Bitmaps(() => this.#drawn.value++);
  readonly #paths = new WeakMap<Found, { label: number; path: Path2D }[]>();
  readonly #drawn = signal(0);
  #size = { width: 0, height: 0 };
  #viewed: string | undefined;
  #frame = 0;
  #pointers = new Map<number, [number, number]>();
  /** The mask with the stroke that is being drawn. */
  #pending:
    | {
        image: SessionImage;
        mask: Uint8Array;
        last: [number, number];
        inside: 0 | 1;
        /** The pixels that it can have turned. */
        reach: { left: number; top: number; right: number; bottom: number };
      }
    | undefined;

  constructor(session: Session, canvas: HTMLCanvasElement) {
    this.#session = session;
    this.#canvas = canvas;
    const resized = new ResizeObserver(() => this.#resize());
    resized.observe(canvas);
    this.#endings.push(
      () => resized.disconnect(),
      () => this.#bitmaps.close(),
    );
    this.#listen();
    this.#endings.push(
      effect(() => {
        // everything that a picture follows from
        const { selected, shown, outlines, nucleus, tool } = session;
        void [shown.value, outlines.value, nucleus.value, tool.value, selected.value?.found.value];
        void [selected.value?.photograph.value, this.#view.value, this.#drawn.value];
        cancelAnimationFrame(this.#frame);
        this.#frame = requestAnimationFrame(() => this.#draw());
      }),
    );
  }

  close(): void {
    for (const end of this.#endings) end();
    cancelAnimationFrame(this.#frame);
  }

  zoom(by: number): void {
    const view = this.#view.value;
    if (view) this.#view.value = zoomed(view, by, [this.#size.width / 2, this.#size.height / 2]);
  }

  fit(): void {
    const photograph = this.#session.selected.peek()?.photograph.peek();
    if (photograph && this.#size.width > 0) this.#view.value = fitted(photograph, this.#size);
  }

  #resize(): void {
    const { clientWidth, clientHeight } = this.#canvas;
    const density = window.devicePixelRatio || 1;
    this.#size = { width: clientWidth, height: clientHeight };
    this.#canvas.width = Math.max(1, Math.round(clientWidth * density));
    this.#canvas.height = Math.max(1, Math.round(clientHeight * density));
    this.fit();
    this.#drawn.value++;
  }

  #draw(): void {
    const { selected, shown, outlines, nucleus } = this.#session;
    const image = selected.peek();
    const photograph = image?.photograph.peek();
    const context = this.#canvas.getContext('2d')!;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    if (!image || !photograph) return;
    if (this.#viewed !== image.id || this.#view.peek() === undefined) {
      this.#viewed = image.id;
      this.fit();
    }
    const view = this.#view.peek();
    if (!view) return;
    const bitmap = this.#bitmaps.of(shown.peek() ?? photograph);
    if (!bitmap) return;
    const density = this.#canvas.width / Math.max(1, this.#size.width);
    context.setTransform(
      density * view.scale,
      0,
      0,
      density * view.scale,
      density * view.left,
      density * view.top,
    );
    context.imageSmoothingEnabled = view.scale < 3;
    context.drawImage(bitmap, 0, 0, photograph.width, photograph.height);
    const found = image.found.peek();
    if (found && outlines.peek()) {
      for (const { label, path } of this.#pathsOf(found)) {
        context.strokeStyle = label === nucleus.peek() ? CHOSEN : OUTLINE;
        context.lineWidth = (label === nucleus.peek() ? 2.5 : 1.5) / view.scale;
        context.stroke(path);
      }
    }
    if (this.#pending?.image === image && image.edits)
      this.#drawPending(context, photograph, image.edits.mask);
  }

  /** What the stroke under way has turned, until outlines are computed anew. */
  #drawPending(context: CanvasRenderingContext2D, { width, height }: Picture, before: Uint8Array): void {
    const { mask, inside, reach } = this.#pending!;
    context.fillStyle = inside ? PENDING : 'rgba(255, 80, 60, 0.5)';
    for (let y = Math.max(0, reach.top); y <= Math.min(height - 1, reach.bottom); y++) {
      for (let x = Math.max(0, reach.left); x <= Math.min(width - 1, reach.right); x++) {
        const i = y * width + x;
        if (mask[i] !== before[i]) context.fillRect(x, y, 1, 1);
      }
    }
  }

  #pathsOf(found: Found): { label: number; path: Path2D }[] {
    const known = this.#paths.get(found);
    if (known) return known;
    const paths = found.outlines.map(({ label, path }) => ({ label, path: new Path2D(path) }));
    this.#paths.set(found, paths);
    return paths;
  }

  #listen(): void {
    const canvas = this.#canvas;
    const on = <Name extends keyof HTMLElementEventMap>(
      name: Name,
      act: (event: HTMLElementEventMap[Name]) => void,
    ) => {
      canvas.addEventListener(name, act, { passive: false });
      this.#endings.push(() => canvas.removeEventListener(name, act));
    };
    on('wheel', (event) => {
      event.preventDefault();
      const view = this.#view.peek();
      if (view)
        this.#view.value = zoomed(view, Math.exp(-event.deltaY / 300), [event.offsetX, event.offsetY]);
    });
    on('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.#pointers.set(event.pointerId, [event.offsetX, event.offsetY]);
      if (event.button === 0) this.#press(event);
    });
    on('pointermove', (event) => this.#move(event));
    for (const name of ['pointerup', 'pointercancel'] as const) {
      on(name, (event) => {
        this.#pointers.delete(event.pointerId);
        this.#release();
      });
    }
  }

  #press(event: PointerEvent): void {
    const { tool, selected, nucleus } = this.#session;
    const image = selected.peek();
    const view = this.#view.peek();
    const found = image?.found.peek();
    if (!view || !found || !image?.edits) return;
    const at = pixelAt(view, [event.offsetX, event.offsetY]);
    const { width, height } = found.record;
    const [x, y] = at.map(Math.round) as [number, number];
    const label = x >= 0 && y >= 0 && x < width! && y < height! ? found.labels[y * width! + x]! : 0;
    switch (tool.peek()) {
      case 'look':
        nucleus.value = label || undefined;
        return;
      case 'delete':
        if (label) this.#session.deleteNucleus(image, label);
        return;
      case 'split':
        if (label) void this.#session.splitNucleus(image, label);
        return;
      default: {
        const inside = tool.peek() === 'brush' ? 1 : 0;
        this.#pending = {
          image,
          mask: image.edits.mask.slice(),
          last: at,
          inside,
          reach: { left: x, top: y, right: x, bottom: y },
        };
        this.#paint(at);
      }
    }
  }

  #move(event: PointerEvent): void {
    const before = this.#pointers.get(event.pointerId);
    const view = this.#view.peek();
    if (!before || !view) return;
    const at: [number, number] = [event.offsetX, event.offsetY];
    if (this.#pointers.size > 1) {
      // two fingers: what is under them stays under them
      const [other] = [...this.#pointers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
      const away = (place: [number, number]) => Math.hypot(place[0] - other![0], place[1] - other![1]);
      this.#view.value = zoomed(view, away(at) / Math.max(1, away(before)), other!);
    } else if (this.#pending) this.#paint(pixelAt(view, at));
    else {
      this.#view.value = { ...view, left: view.left + at[0] - before[0], top: view.top + at[1] - before[1] };
    }
    this.#pointers.set(event.pointerId, at);
  }

  #paint(at: [number, number]): void {
    const pending = this.#pending!;
    const { width, height } = pending.image.found.peek()!.record as { width: number; height: number };
    stroke(pending.mask, width, height, pending.last, at, this.#session.brush.peek(), pending.inside);
    const { reach } = pending;
    const radius = Math.ceil(this.#session.brush.peek());
    const [x, y] = at.map(Math.round) as [number, number];
    reach.left = Math.min(reach.left, x - radius);
    reach.top = Math.min(reach.top, y - radius);
    reach.right = Math.max(reach.right, x + radius);
    reach.bottom = Math.max(reach.bottom, y + radius);
    pending.last = at;
    this.#drawn.value++;
  }

  #release(): void {
    const pending = this.#pending;
    if (!pending) return;
    this.#pending = undefined;
    this.#session.correct(pending.image, pending.inside ? 'brush' : 'erase', pending.mask);
    this.#drawn.value++;
  }
}
