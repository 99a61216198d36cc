import { counted } from '@leukolens/report';
import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ActionContext } from '../actions/action.ts';
import { MOST_ANALYSED, type OpenSlide } from '../slide/open-slide.ts';
import type { SlideStage } from '../slide/slide-stage.ts';
import { ActionButton } from './action-button.tsx';

/** How far the parts are that were made images. */
function analysed(slide: OpenSlide, { images }: ActionContext['session']): string {
  const ids = new Set(slide.parts.value.map(({ imageId }) => imageId));
  const parts = images.value.filter(({ id }) => ids.has(id));
  if (parts.length === 0) return '';
  const done = parts.filter(
    ({ progress }) => progress.value === 'done' || progress.value === 'failed',
  ).length;
  return `${counted(parts.length, 'part')}, ${done === parts.length ? 'analysed' : `${done} analysed …`}`;
}

/** The slide, to be moved through, with the nuclei of what was analysed over it. */
export function SlideViewer({ slide, context }: { slide: OpenSlide; context: ActionContext }) {
  const { session } = context;
  const element = useRef<HTMLDivElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const viewer = useRef<SlideStage | undefined>(undefined);
  useEffect(() => {
    let gone = false;
    import('../slide/slide-stage.ts').then(
      ({ SlideStage }) => {
        if (!gone) viewer.current = new SlideStage(element.current!, overlay.current!, slide, session);
      },
      () => {
        session.trouble.value = 'The view of slides could not be loaded: load the page again.';
      },
    );
    return () => {
      gone = true;
      viewer.current?.close();
      viewer.current = undefined;
    };
  }, [slide]);
  useSignalEffect(() => {
    const ids = new Set(slide.parts.value.map(({ imageId }) => imageId));
    for (const { id, found } of session.images.value) if (ids.has(id)) found.value;
    viewer.current?.draw();
  });
  const { width, height, metadata } = slide.slide;
  const region = session.slideRegion.value;
  return (
    <section class="slide" aria-label={`slide ${slide.name}`}>
      <div class="tools" role="toolbar" aria-label="slide">
        <strong>{slide.name}</strong>
        <span class="about" data-testid="slide-facts">
          {width.toLocaleString('en')} × {height.toLocaleString('en')} px
          {metadata.micrometresPerPixel && ` · ${metadata.micrometresPerPixel.toPrecision(3)} µm a pixel`}
        </span>
        {region && region.width * region.height > MOST_ANALYSED && (
          <span class="hint">Go closer to analyse what is shown</span>
        )}
        <span class="hint" role="status">
          {analysed(slide, session)}
        </span>
        <ActionButton name="slide-analyse" context={context} class="main" />
        <ActionButton name="slide-show" context={context} />
        <ActionButton name="slide-close" context={context} />
      </div>
      <div class="slide-stage">
        <div ref={element} class="slide-picture" />
        <canvas ref={overlay} class="slide-overlay" />
      </div>
    </section>
  );
}
