import { counted } from '@leukolens/report';
import { useEffect, useRef } from 'preact/hooks';
import type { Session } from '../state/session.ts';
import { Stage, type ViewControls } from './stage.ts';

/** The picture, its nuclei, and the hand that corrects them. */
export function StageView({
  session,
  controls,
}: {
  session: Session;
  controls: { current: ViewControls | undefined };
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const stage = new Stage(session, canvas.current!);
    controls.current = stage;
    return () => stage.close();
  }, [session, controls]);
  const image = session.selected.value;
  const found = image?.found.value;
  const words = image
    ? `${image.name}${found ? `: ${counted(found.record.nuclei!.count, 'nucleus', 'nuclei')}` : ''}`
    : 'no image';
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it takes keys of its own, which screen readers pass on to an application
    <canvas
      ref={canvas}
      class={`stage tool-${session.tool.value}`}
      tabIndex={0}
      role="application"
      aria-label={`${words}. Arrow keys move a cross, Enter uses the tool at it.`}
    />
  );
}
