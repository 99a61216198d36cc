import { counted } from '@leukolens/report';
import { STAGES } from '@leukolens/workbench';
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ActionContext, DialogName } from '../actions/action.ts';
import { pressKey } from '../actions/keyboard.ts';
import type { Session } from '../state/session.ts';
import { hasServer } from '../worker/server-pipeline.ts';
import { ActionButton } from './action-button.tsx';
import { Dialogs } from './dialogs.tsx';
import { chosenFiles, droppedFiles } from './dropped-files.ts';
import { Findings } from './findings.tsx';
import { ImageList } from './image-list.tsx';
import { SlideViewer } from './slide-viewer.tsx';
import type { ViewControls } from './stage.ts';
import { StageView } from './stage-view.tsx';

/** Keys that move a slider. */
const SLIDES = /^(Arrow|Page|Home|End)/;

/** The page. @param alone whether no other tab shows it, which would keep its work where this one does */
export function App({ session, alone }: { session: Session; alone: boolean }) {
  const dialog = useSignal<DialogName | undefined>(undefined);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const controls = useRef<ViewControls | undefined>(undefined);
  const dragged = useSignal(false);
  const context: ActionContext = {
    session,
    dialog,
    choose: (ofFolder) => (ofFolder ? folder : files).current!.click(),
    view: { zoom: (by) => controls.current?.zoom(by), fit: () => controls.current?.fit() },
  };
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      // what lies behind a dialog is out of sight
      if (dialog.peek() !== undefined) return;
      const at = event.target as HTMLElement;
      // what can be scrolled is scrolled by its arrows
      const scrolling = event.key.startsWith('Arrow') && at.closest('.scroll');
      // a slider takes the keys that move it, and no others
      const sliding = SLIDES.test(event.key) && at.closest('input[type=range]');
      const choosing = !event.ctrlKey && !event.metaKey && at.closest('select');
      const typing = scrolling || sliding || choosing || at.closest('input:not([type=range]), textarea');
      if (!typing && pressKey(event, context)) event.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });
  const opened = (found: ReturnType<typeof chosenFiles>) => {
    found
      .then((files) => session.open(files))
      .catch((error: Error) => {
        session.trouble.value = `Nothing was opened: ${error.message}.`;
      });
  };
  const chosen = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = '';
    opened(chosenFiles(files));
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    dragged.value = false;
    opened(droppedFiles(event.dataTransfer!));
  };
  const empty = session.images.value.length === 0;
  const slide = session.slideShown.value ? session.slide.value : undefined;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping has its counterpart in the button that opens images
    <div
      class={`page ${dragged.value ? 'dragged' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        dragged.value = true;
      }}
      onDragLeave={(event) => {
        // out of the window, or on to what lies round the page
        if (event.relatedTarget === null || event.target === event.currentTarget) dragged.value = false;
      }}
      onDrop={drop}
    >
      <header class="bar">
        <h1>LeukoLens</h1>
        <span class="notice">Research use only. Not a medical device.</span>
        <nav aria-label="page">
          <ActionButton name="open" context={context} class="main" />
          <ActionButton name="open-folder" context={context} />
          <ActionButton name="export" context={context} />
          <ActionButton name="settings" context={context} />
          <ActionButton name="about" context={context} />
          <ActionButton name="help" context={context} />
        </nav>
      </header>
      <Status session={session} context={context} alone={alone} />
      <main class={slide ? 'sliding' : empty ? 'empty' : 'working'}>
        {slide ? (
          <SlideViewer slide={slide} context={context} />
        ) : empty ? (
          <Welcome context={context} />
        ) : (
          <>
            <aside class="list" aria-label="images">
              <ImageList session={session} />
              <div class="row">
                <ActionButton name="remove" context={context} />
                <ActionButton name="clear" context={context} />
                <ActionButton name="resume" context={context} />
              </div>
            </aside>
            <div class="picture">
              <div class="tools" role="toolbar" aria-label="what is shown">
                {Object.keys(STAGES).map((stage) => (
                  <ActionButton key={stage} name={`stage-${stage}`} context={context} />
                ))}
                <ActionButton name="outlines" context={context} />
                <ActionButton name="clusters" context={context} />
                <ActionButton name="fit" context={context} />
                {session.slide.value && <ActionButton name="slide-show" context={context} />}
              </div>
              <StageView session={session} controls={controls} />
              <div class="tools" role="toolbar" aria-label="corrections">
                {['look', 'brush', 'erase', 'delete', 'split'].map((tool) => (
                  <ActionButton key={tool} name={`tool-${tool}`} context={context} />
                ))}
                <label class="brush">
                  Size
                  <input
                    type="range"
                    min="1"
                    max="64"
                    value={session.brush.value}
                    onInput={(event) => {
                      session.brush.value = Number(event.currentTarget.value);
                    }}
                  />
                </label>
                <ActionButton name="undo" context={context} />
                <ActionButton name="redo" context={context} />
              </div>
            </div>
            <aside class="findings" aria-label="what was found">
              <Findings context={context} />
            </aside>
          </>
        )}
      </main>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        onChange={chosen}
        data-testid="files"
        accept="image/*,.tif,.tiff,.bmp,.svs,.btf,.tf8"
      />
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        onChange={chosen}
        data-testid="folder"
        {...{ webkitdirectory: true }}
      />
      <Dialogs context={context} />
    </div>
  );
}

function Welcome({ context }: { context: ActionContext }) {
  return (
    <div class="welcome">
      <h2>Drop blood-smear photographs here</h2>
      <p>
        LeukoLens outlines the nuclei of white blood cells, measures each of them, and tells what a classifier
        makes of the image and why.{' '}
        {hasServer()
          ? 'Everything is computed by the program that serves this page, and nothing is sent elsewhere.'
          : 'Everything is computed in this tab: no picture leaves your machine.'}
      </p>
      <div class="row">
        <ActionButton name="open" context={context} class="main" />
        <ActionButton name="open-folder" context={context} />
        <ActionButton name="example" context={context} />
        {context.session.slide.value && <ActionButton name="slide-show" context={context} />}
      </div>
      <p class="quiet">
        BMP, PNG, JPEG, TIFF, WebP and GIF; whole slides as tiled TIFF, OME-TIFF or SVS. Works without a
        network after the first visit.
      </p>
    </div>
  );
}

/** Megabytes that are loaded before the first nuclei; the bar is an estimate, the browser's cache makes it faster. */
const FIRST_BYTES = 5.4e6;

function Status({ session, context, alone }: { session: Session; context: ActionContext; alone: boolean }) {
  const { batch, trouble, started, loaded, unkept, earlier } = session;
  const shown = useSignal<string | undefined>(undefined);
  useSignalEffect(() => {
    shown.value = trouble.value;
  });
  return (
    <div class="status" role="status">
      {started.value === undefined && (
        <span class="loading">
          Loading the network{' '}
          <progress max={FIRST_BYTES} value={Math.min(FIRST_BYTES, loaded.value)} aria-label="loading" />
        </span>
      )}
      {started.value && !started.value.passed && (
        <p class="warning">
          {started.value.findings.filter((finding) => finding.includes('do not rely')).join(' ')}
        </p>
      )}
      {started.value?.codec === 'browser' && (
        <p class="hint">
          This page may not share memory here, so it computes on one thread and reads files by the browser.
        </p>
      )}
      {(!alone || unkept.value) && (
        <p class="hint">
          {alone
            ? 'This browser keeps nothing for the next visit, or has no room left: export before you leave.'
            : 'The page is open in another tab, which keeps its work: what is done here is not kept. Export it, or close that tab and load this one again.'}
        </p>
      )}
      {earlier.value > 0 && (
        <p class="hint">
          {counted(earlier.value, 'image')} of earlier visits {earlier.value === 1 ? 'is' : 'are'} kept.{' '}
          <ActionButton name="earlier" context={context} />
        </p>
      )}
      {batch.value && (
        <span>
          {batch.value.done} of {batch.value.of} images{' '}
          <progress max={batch.value.of} value={batch.value.done} aria-label="images done" />
          <ActionButton name="cancel" context={context} />
        </span>
      )}
      {shown.value && (
        <p class="warning">
          {shown.value}
          <button
            type="button"
            class="close"
            aria-label="Dismiss"
            onClick={() => {
              trouble.value = undefined;
            }}
          >
            ×
          </button>
        </p>
      )}
    </div>
  );
}
