import type { ClassifierLayer, ModelDescription } from '@leukolens/cad';
import type { Region } from '@leukolens/imaging';
import {
  PAGE_LAYER,
  type PageSettings,
  type Picture,
  type PictureOfMap,
  type Stage,
  type Started,
} from '@leukolens/workbench';
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { OpenSlide } from '../slide/open-slide.ts';
import type { SessionImage } from './session-image.ts';

/** What is looked at: a stage on the way to the nuclei, or a map by METHOD-LAYER. */
export type Looking = Stage | `map ${string}`;

export type Tool = 'look' | 'brush' | 'erase' | 'delete' | 'split';

export const DEFAULT_SETTINGS: PageSettings = { method: 'unet', split: false };

/** What the page shows: views read it and are drawn anew when it changes. */
export class Board {
  readonly images = signal<readonly SessionImage[]>([]);
  /** Rises whenever everything is cleared. */
  readonly cleared = signal(0);
  readonly selectedId = signal<string | undefined>(undefined);
  readonly selected: ReadonlySignal<SessionImage | undefined> = computed(() =>
    this.images.value.find(({ id }) => id === this.selectedId.value),
  );
  readonly settings = signal<PageSettings>(DEFAULT_SETTINGS);
  readonly looking = signal<Looking>('photograph');
  readonly outlines = signal(true);
  readonly tool = signal<Tool>('look');
  /** Of brush and eraser, pixels of the image. */
  readonly brush = signal(4);
  readonly started = signal<Started | undefined>(undefined);
  readonly models = signal<readonly ModelDescription[]>([]);
  /** Bytes of models that came in. */
  readonly loaded = signal(0);
  /** What went wrong beside the images, in one line. */
  readonly trouble = signal<string | undefined>(undefined);
  /** Whether something of this visit could not be kept for the next. */
  readonly unkept = signal(false);
  /** Images of earlier visits that are kept and not shown. */
  readonly earlier = signal(0);
  /** How many of a batch are done; undefined where none is under way. */
  readonly batch = signal<{ readonly done: number; readonly of: number } | undefined>(undefined);
  /** The stage or map that is shown; undefined while it is computed. */
  readonly shown = signal<Picture | PictureOfMap | undefined>(undefined);
  /** The layer whose maps are looked at. */
  readonly layer = signal<ClassifierLayer>(PAGE_LAYER);
  /** The slide that is open, if one is. */
  readonly slide = signal<OpenSlide | undefined>(undefined);
  /** Whether the slide is looked at, not the images. */
  readonly slideShown = signal(false);
  /** The part of the slide that is in view, in its pixels. */
  readonly slideRegion = signal<Region | undefined>(undefined);
  /** Number of the nucleus that is pointed out. */
  readonly nucleus = signal<number | undefined>(undefined);
}
