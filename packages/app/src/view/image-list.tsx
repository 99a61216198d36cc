import { counted } from '@leukolens/report';
import { useEffect, useRef } from 'preact/hooks';
import type { Session } from '../state/session.ts';
import { isOutdated, type SessionImage } from '../state/session-image.ts';

const WORDS = { waiting: 'waits', working: 'is analysed', done: '', failed: 'failed' } as const;

/** The images, each with what became of it. */
export function ImageList({ session }: { session: Session }) {
  return (
    <ul class="images">
      {session.images.value.map((image) => (
        <Line key={image.id} image={image} session={session} />
      ))}
    </ul>
  );
}

function Line({ image, session }: { image: SessionImage; session: Session }) {
  const selected = session.selectedId.value === image.id;
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (!selected) return;
    line.current?.scrollIntoView({ block: 'nearest' });
    // who went on by the keyboard within the list goes on from here
    if (document.activeElement?.closest('.images')) line.current?.querySelector('button')?.focus();
  }, [selected]);
  return (
    <li ref={line}>
      <button
        type="button"
        class={`line ${image.progress.value}`}
        aria-current={selected}
        onClick={() => session.select(image.id)}
      >
        <Thumbnail image={image} />
        <span class="name" title={image.name}>
          {image.name}
        </span>
        <span class="facts">{image.error.value ?? factsOf(image)}</span>
      </button>
    </li>
  );
}

function factsOf(image: SessionImage): string {
  const record = image.found.value?.record;
  if (!record || image.progress.value !== 'done') return WORDS[image.progress.value];
  if (isOutdated(image)) return 'corrected · is computed anew';
  const { nuclei, classification } = record;
  const corrected = image.version.value >= 0 && image.edits?.corrected;
  return [
    counted(nuclei!.count, 'nucleus', 'nuclei'),
    // a class that is not to be relied on is not read in passing
    ...(classification ? [classification.outOfDistribution?.flag ? 'flagged' : classification.label] : []),
    ...(corrected ? ['corrected'] : []),
  ].join(' · ');
}

const SIDE = 88;

function Thumbnail({ image }: { image: SessionImage }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const photograph = image.photograph.value;
  useEffect(() => {
    if (!photograph) return;
    const { width, height, rgba } = photograph;
    const scale = SIDE / Math.min(width, height);
    void createImageBitmap(new ImageData(rgba, width, height), {
      resizeWidth: Math.max(1, Math.round(scale * width)),
      resizeHeight: Math.max(1, Math.round(scale * height)),
      resizeQuality: 'medium',
    }).then((bitmap) => {
      const context = canvas.current?.getContext('2d');
      context?.drawImage(bitmap, (SIDE - bitmap.width) / 2, (SIDE - bitmap.height) / 2);
      bitmap.close();
    });
  }, [photograph]);
  return <canvas ref={canvas} width={SIDE} height={SIDE} class="thumbnail" />;
}
