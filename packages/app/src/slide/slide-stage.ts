import OpenSeadragon from 'openseadragon';
import type { Session } from '../state/session.ts';
import type { OpenSlide } from './open-slide.ts';
import { tileSourceOf } from './tile-source.ts';

const LINE = '#00b4b4';

/** Bytes of tiles that are kept to be shown again. */
const MOST_KEPT = 6.4e7;

/** A slide in an element, to be moved through; over it what was analysed, framed, its nuclei ringed. */
export class SlideStage {
  readonly #viewer: OpenSeadragon.Viewer;
  readonly #overlay: HTMLCanvasElement;
  readonly #slide: OpenSlide;
  readonly #session: Session;

  /** @param session is told which part of the slide is in view */
  constructor(element: HTMLElement, overlay: HTMLCanvasElement, slide: OpenSlide, session: Session) {
    this.#overlay = overlay;
    this.#slide = slide;
    this.#session = session;
    const { tileWidth, tileHeight } = slide.slide.levels[0]!;
    this.#viewer = new OpenSeadragon.Viewer({
      element,
      tileSources: tileSourceOf(slide),
      drawer: 'canvas',
      showNavigationControl: false,
      showNavigator: true,
      navigatorPosition: 'BOTTOM_RIGHT',
      gestureSettingsMouse: { clickToZoom: false },
      maxZoomPixelRatio: 4,
      visibilityRatio: 0.8,
      constrainDuringPan: true,
      imageLoaderLimit: 4,
      maxImageCacheCount: Math.max(50, Math.round(MOST_KEPT / (4 * tileWidth * tileHeight))),
      crossOriginPolicy: false,
    } as unknown as OpenSeadragon.Options);
    // letters are the page's keys; arrows, + and - move the slide
    this.#viewer.addHandler('canvas-key', (event) => {
      const { key } = (event as unknown as { originalEvent: KeyboardEvent }).originalEvent;
      if (/^[a-z]$/i.test(key)) event.preventDefaultAction = true;
    });
    const canvas = element.querySelector<HTMLElement>('.openseadragon-canvas');
    canvas?.setAttribute('role', 'application');
    canvas?.setAttribute('aria-label', 'the slide: arrow keys move it, + and - go closer and farther');
    for (const event of ['open', 'animation-finish', 'resize'] as const) {
      this.#viewer.addHandler(event, () => this.#tell());
    }
    this.#viewer.addHandler('update-viewport', () => this.draw());
    this.#viewer.addHandler('open', () => {
      if (slide.left) this.#viewer.viewport.fitBounds(slide.left, true);
    });
  }

  close(): void {
    this.#slide.left = this.#viewer.viewport?.getBounds(true);
    this.#session.slideRegion.value = undefined;
    this.#viewer.destroy();
  }

  draw(): void {
    const image = this.#viewer.world?.getItemAt(0);
    if (!image) return;
    const canvas = this.#overlay;
    canvas.width = Math.round(canvas.clientWidth * devicePixelRatio);
    canvas.height = Math.round(canvas.clientHeight * devicePixelRatio);
    const context = canvas.getContext('2d')!;
    context.scale(devicePixelRatio, devicePixelRatio);
    context.strokeStyle = LINE;
    const at = (x: number, y: number) => image.imageToViewerElementCoordinates(new OpenSeadragon.Point(x, y));
    const scale = at(1, 0).x - at(0, 0).x;
    for (const { left, top, width, height, imageId } of this.#slide.parts.value) {
      const corner = at(left, top);
      context.lineWidth = 1;
      context.strokeRect(corner.x, corner.y, scale * width, scale * height);
      context.lineWidth = 2;
      const found = this.#session.images.value.find(({ id }) => id === imageId)?.found.value;
      for (const { centroidX, centroidY, equivalentDiameter } of found?.record.nuclei?.objects ?? []) {
        context.beginPath();
        const radius = Math.max(3, (scale * equivalentDiameter) / 2 + 2);
        const [x, y] = [corner.x + scale * (centroidX + 0.5), corner.y + scale * (centroidY + 0.5)];
        context.arc(x, y, radius, 0, 2 * Math.PI);
        context.stroke();
      }
    }
  }

  /** Which part of the slide is in view. */
  #tell(): void {
    const image = this.#viewer.world.getItemAt(0);
    if (!image) return;
    const { x, y, width, height } = image.viewportToImageRectangle(this.#viewer.viewport.getBounds(true));
    const left = Math.max(0, Math.round(x));
    const top = Math.max(0, Math.round(y));
    const right = Math.min(this.#slide.slide.width, Math.round(x + width));
    const bottom = Math.min(this.#slide.slide.height, Math.round(y + height));
    this.#session.slideRegion.value =
      right > left && bottom > top ? { left, top, width: right - left, height: bottom - top } : undefined;
  }
}
