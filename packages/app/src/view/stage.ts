import type { Found } from '@leukolens/workbench';
import { effect, signal } from '@preact/signals';
import { type Place, placeIn } from '../state/place-in.ts';
import type { Session } from '../state/session.ts';
import type { SessionImage } from '../state/session-image.ts';
import { Bitmaps } from './bitmaps.ts';
import { Cross } from './cross.ts';
import { Hand, turnedBy } from './hand.ts';
import { CHOSEN, drawCross, drawTurned } from './marks.ts';
import { fitted, pixelAt, showing, type Viewport, zoomed } from './viewport.ts';

/** What the rest of the page can do with the view. */
export interface ViewControls {
  zoom(by: number): void;
  fit(): void;
}

const OUTLINE = '#00ffff';
/** Pixels of the screen within which a finger is still. */
const STILL = 8;

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
  /** Where the canvas is in the window. */
  #place = { left: 0, top: 0 };
  #viewed: string | undefined;
  #shownId: string | undefined;
  #pointedOut: number | undefined;
  #frame = 0;
  #pointers = new Map<number, [number, number]>();
  /** A finger that may be the first of two, or drag: the place on the image, and on the canvas. */
  #tapped: { readonly at: Place; readonly from: Place } | undefined;
  /** Whether focus came by a click: up and down then go on through the images, as elsewhere. */
  #clicked = false;
  readonly #hand: Hand;
  readonly #cross: Cross;

  constructor(session: Session, canvas: HTMLCanvasElement) {
    this.#session = session;
    this.#canvas = canvas;
    this.#hand = new Hand(session, () => this.#drawn.value++);
    this.#cross = new Cross(this.#hand);
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
        void selected.value?.version.value;
        this.#showing(selected.value?.id);
        this.#pointOut(nucleus.value);
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
    const [before, view] = [this.#place, this.#view.peek()];
    const place = this.#canvas.getBoundingClientRect();
    this.#place = { left: place.left, top: place.top };
    const photograph = this.#session.selected.peek()?.photograph.peek();
    const wasFitted = !view || !photograph || view.scale === fitted(photograph, this.#size).scale;
    const density = window.devicePixelRatio || 1;
    this.#size = { width: clientWidth, height: clientHeight };
    this.#canvas.width = Math.max(1, Math.round(clientWidth * density));
    this.#canvas.height = Math.max(1, Math.round(clientHeight * density));
    if (wasFitted) this.fit();
    else {
      // a line that comes above moves the canvas: what is under the hand stays there
      this.#view.value = {
        ...view,
        left: view.left + before.left - place.left,
        top: view.top + before.top - place.top,
      };
    }
    this.#drawn.value++;
  }

  /** Another image is shown: a stroke or a cross on the one before is over. */
  #showing(id: string | undefined): void {
    if (id === this.#shownId) return;
    this.#shownId = id;
    this.#tapped = undefined;
    this.#cross.hide();
  }

  /** A nucleus was chosen, in the table perhaps: it comes into view. */
  #pointOut(label: number | undefined): void {
    if (label === this.#pointedOut) return;
    this.#pointedOut = label;
    const view = this.#view.peek();
    const place = placeIn(this.#session.selected.peek()?.found.peek(), label);
    if (view && place) this.#view.value = showing(view, place, this.#size);
  }

  #draw(): void {
    const { selected, shown, looking, outlines, nucleus } = this.#session;
    const image = selected.peek();
    this.#canvas.dataset.shown = '';
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
    // for whoever has to know when what was asked for is there
    this.#canvas.dataset.shown = shown.peek() ? looking.peek() : '';
    const found = image.found.peek();
    if (found && outlines.peek()) {
      for (const { label, path } of this.#pathsOf(found)) {
        context.strokeStyle = label === nucleus.peek() ? CHOSEN : OUTLINE;
        context.lineWidth = (label === nucleus.peek() ? 2.5 : 1.5) / view.scale;
        context.stroke(path);
      }
    }
    if (image.edits && found) this.#drawUnsettled(context, image, found);
    if (this.#cross.at) drawCross(context, this.#cross.at, view.scale);
  }

  /** What was corrected since the outlines were computed, and the stroke under way. */
  #drawUnsettled(context: CanvasRenderingContext2D, image: SessionImage, { record, labels }: Found): void {
    const width = record.width!;
    const { mask } = image.edits!;
    drawTurned(
      context,
      width,
      image.unsettled,
      (i) => mask[i] !== 0,
      (i) => labels[i] !== 0,
    );
    const under = this.#hand.stroke;
    if (under?.image !== image) return;
    drawTurned(
      context,
      width,
      turnedBy(under),
      () => under.inside === 1,
      (i) => mask[i] !== 0,
    );
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
      this.#clicked = true;
      canvas.setPointerCapture(event.pointerId);
      this.#pointers.set(event.pointerId, [event.offsetX, event.offsetY]);
      this.#tapped = undefined;
      if (this.#pointers.size > 1) {
        // two fingers zoom: what the first one began is none of it
        this.#hand.drop();
        return;
      }
      const view = this.#view.peek();
      if (event.button !== 0 || !view) return;
      const at = pixelAt(view, [event.offsetX, event.offsetY]);
      // what cannot be dropped again waits for the finger to leave alone
      if (event.pointerType === 'touch' && !this.#hand.draws) {
        this.#tapped = { at, from: [event.offsetX, event.offsetY] };
      } else this.#hand.use(at);
    });
    on('pointermove', (event) => this.#move(event));
    on('keydown', (event) => this.#key(event));
    on('blur', () => {
      this.#clicked = false;
      if (!this.#cross.at) return; // a pointer draws on
      this.#cross.hide();
      this.#drawn.value++;
    });
    for (const name of ['pointerup', 'pointercancel'] as const) {
      on(name, (event) => {
        this.#pointers.delete(event.pointerId);
        if (this.#tapped && name === 'pointerup') this.#hand.use(this.#tapped.at);
        this.#tapped = undefined;
        this.#hand.release();
      });
    }
  }

  #move(event: PointerEvent): void {
    const before = this.#pointers.get(event.pointerId);
    const view = this.#view.peek();
    if (!before || !view) return;
    const at: [number, number] = [event.offsetX, event.offsetY];
    const from = this.#tapped?.from;
    if (from && Math.hypot(at[0] - from[0], at[1] - from[1]) > STILL) this.#tapped = undefined;
    if (this.#pointers.size > 1) {
      // two fingers: what is between them stays between them
      const [other] = [...this.#pointers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
      const away = (place: Place) => Math.hypot(place[0] - other![0], place[1] - other![1]);
      const middle: Place = [(before[0] + other![0]) / 2, (before[1] + other![1]) / 2];
      const { scale, left, top } = zoomed(view, away(at) / Math.max(1, away(before)), middle);
      this.#view.value = {
        scale,
        left: left + (at[0] - before[0]) / 2,
        top: top + (at[1] - before[1]) / 2,
      };
    } else if (this.#hand.stroke) this.#hand.draw(pixelAt(view, at));
    else {
      this.#view.value = { ...view, left: view.left + at[0] - before[0], top: view.top + at[1] - before[1] };
    }
    this.#pointers.set(event.pointerId, at);
  }

  /** What keys do on the canvas; where they stand for nothing, they are the page's. */
  #key(event: KeyboardEvent): void {
    const image = this.#session.selected.peek();
    const photograph = image?.photograph.peek();
    const view = this.#view.peek();
    if (!photograph || !view || event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.#clicked && !this.#cross.at && /^Arrow(Up|Down)$/.test(event.key)) return;
    const chosen = this.#session.nucleus.peek();
    const start =
      placeIn(image?.found.peek(), chosen) ?? ([photograph.width >> 1, photograph.height >> 1] as const);
    if (!this.#cross.press(event, view, photograph, start)) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.#cross.at) this.#view.value = showing(view, this.#cross.at, this.#size);
    this.#drawn.value++;
  }
}
