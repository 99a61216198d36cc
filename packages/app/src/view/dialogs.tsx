import { NOTICE, SOFTWARE } from '@leukolens/cad';
import { designLine } from '@leukolens/report';
import type { ExportPart, PageSettings } from '@leukolens/workbench';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Action, ActionContext, DialogName } from '../actions/action.ts';
import { ACTIONS } from '../actions/actions.ts';
import { keysInWords } from '../actions/keyboard.ts';
import { save, saveZip } from '../export/save.ts';
import { hasServer } from '../worker/server-pipeline.ts';
import { Scrolled } from './scrolled.tsx';

const TITLES: Readonly<Record<DialogName, string>> = {
  help: 'What can be done here',
  settings: 'Settings',
  export: 'Export',
  clusters: 'Clusters',
  about: 'About LeukoLens',
};

/** The dialog that is open, if one is. */
export function Dialogs({ context }: { context: ActionContext }) {
  const name = context.dialog.value;
  const dialog = useRef<HTMLDialogElement>(null);
  // before the next frame: until it is shown, Escape would close nothing
  useLayoutEffect(() => {
    if (name && !dialog.current!.open) dialog.current!.showModal();
    if (!name && dialog.current!.open) dialog.current!.close();
  }, [name]);
  const close = () => {
    context.dialog.value = undefined;
  };
  return (
    <dialog ref={dialog} onClose={close} aria-labelledby="dialog-title">
      {name && (
        <>
          <header>
            <h2 id="dialog-title">{TITLES[name]}</h2>
            <button type="button" class="close" aria-label="Close" onClick={close}>
              ×
            </button>
          </header>
          {name === 'help' && <Help />}
          {name === 'settings' && <Settings context={context} />}
          {name === 'export' && <Export context={context} />}
          {name === 'clusters' && <Clusters context={context} />}
          {name === 'about' && <About context={context} />}
        </>
      )}
    </dialog>
  );
}

function Help() {
  const groups = [...new Set(ACTIONS.map(({ group }) => group))];
  const line = (action: Action) => (
    <tr key={action.name}>
      <th scope="row">{action.label}</th>
      <td>
        {action.help}.{action.undone && ` ${action.undone} takes it back.`}
      </td>
      <td>{keysInWords(action)}</td>
    </tr>
  );
  return (
    <Scrolled label="actions and keys">
      {groups.map((group) => (
        <table key={group}>
          <caption>{group}</caption>
          <tbody>{ACTIONS.filter((action) => action.group === group).map(line)}</tbody>
        </table>
      ))}
    </Scrolled>
  );
}

const METHODS: readonly (readonly [PageSettings['method'], string])[] = [
  ['unet', 'U-Net: the trained network'],
  ['handcrafted', "Handcrafted: colour and threshold, the paper's"],
  ['and', "Both: what they both mark, the paper's ensemble"],
  ['object', 'Object: whole nuclei of either that the other confirms'],
];

function Settings({ context: { session, dialog } }: { context: ActionContext }) {
  const now = session.settings.value;
  const apply = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const size = Number(form.get('size'));
    dialog.value = undefined;
    void session.change({
      method: form.get('method') as PageSettings['method'],
      split: form.has('split'),
      ...(size > 0 && { micrometresPerPixel: size }),
    });
  };
  return (
    <form onSubmit={apply}>
      <fieldset>
        <legend>How nuclei are found</legend>
        {METHODS.map(([method, words]) => (
          <label key={method}>
            <input type="radio" name="method" value={method} checked={now.method === method} /> {words}
          </label>
        ))}
      </fieldset>
      <label>
        <input type="checkbox" name="split" checked={now.split} /> Part nuclei that touch where the neck
        between them is narrow
      </label>
      <label class="field">
        Side of a pixel, µm (empty where it is not known)
        <input
          type="number"
          name="size"
          min="0.001"
          max="100"
          step="any"
          value={now.micrometresPerPixel ?? ''}
        />
      </label>
      <p class="quiet">All images are analysed again; corrections stay.</p>
      <div class="row">
        <button type="submit" class="main">
          Apply
        </button>
      </div>
    </form>
  );
}

const PARTS: readonly (readonly [ExportPart, string])[] = [
  ['report', 'Report, one page to read and print'],
  ['overlays', 'Images with the outlines'],
  ['masks', 'Masks, nuclei white on black'],
  ['labels', 'Labels, each nucleus with its number'],
  ['geojson', 'Outlines for QuPath (GeoJSON)'],
  ['maps', 'Maps of what speaks for the class'],
  ['training', 'The images with a list of their masks, to train on: look at all of them first'],
];

function Export({ context: { session, dialog } }: { context: ActionContext }) {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const [which, setWhich] = useState<'all' | 'one'>('all');
  const chosen = which === 'one' ? session.selected.value : undefined;
  const waiting = session.unanalysed(chosen);
  const none = waiting === (chosen ? 1 : session.images.value.length);
  const run = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const parts = PARTS.map(([part]) => part).filter((part) => form.has(part));
    setBusy(true);
    setTrouble(undefined);
    try {
      await saveZip(await session.exported(parts, chosen), 'leukolens.zip');
      if (dialog.value === 'export') dialog.value = undefined;
    } catch (error) {
      setTrouble((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  const single = async (part: ExportPart, suffix: string) => {
    setBusy(true);
    setTrouble(undefined);
    try {
      const files = await session.exported([part], session.selected.value);
      const file = files.find(({ path }) => path.endsWith(suffix));
      if (file) save(new Blob([file.bytes]), file.path.split('/').at(-1)!);
    } catch (error) {
      setTrouble((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={run}>
      <fieldset>
        <legend>Of which images</legend>
        <label>
          <input type="radio" name="which" checked={which === 'all'} onChange={() => setWhich('all')} /> All
        </label>
        <label>
          <input type="radio" name="which" checked={which === 'one'} onChange={() => setWhich('one')} /> The
          one that is shown
        </label>
      </fieldset>
      <fieldset>
        <legend>Besides tables and settings</legend>
        {PARTS.map(([part, words]) => (
          <label key={part}>
            <input type="checkbox" name={part} checked={part !== 'training'} /> {words}
          </label>
        ))}
      </fieldset>
      {waiting > 0 && (
        <p class="warning">
          {waiting === 1 ? 'One image was' : `${waiting} images were`} not analysed yet, and will not be in
          it.
        </p>
      )}
      <p class="quiet">
        One ZIP file with what the command leaves in a folder. To train the network on with corrected nuclei:
        unpack it, and leukolens train unet --from nuclei --dataset mine --data FOLDER -o my-model
      </p>
      {trouble && (
        <p class="warning" role="alert">
          {trouble}
        </p>
      )}
      <div class="row">
        <button type="submit" class="main" disabled={busy || none}>
          {busy ? 'Working …' : 'Save as ZIP'}
        </button>
        {(
          [
            ['report.html', 'Report of this image'],
            ['nuclei.csv', 'Its nuclei as CSV'],
          ] as const
        ).map(([suffix, words]) => (
          <button
            type="button"
            key={suffix}
            class="action"
            disabled={busy || session.unanalysed(session.selected.value) > 0}
            onClick={() => void single('report', suffix)}
          >
            {words}
          </button>
        ))}
      </div>
    </form>
  );
}

function Clusters({ context: { session } }: { context: ActionContext }) {
  const [figure, setFigure] = useState<string>();
  const [words, setWords] = useState('…');
  useEffect(() => {
    let url: string | undefined;
    session.clusters().then(
      (svg) => {
        url = svg && URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
        setFigure(url);
      },
      (error: Error) => setWords(error.message),
    );
    return () => {
      if (url) URL.revokeObjectURL(url);
    };
  }, [session]);
  return figure ? (
    <img class="figure" src={figure} alt="where it lies among the classes of the test cases" />
  ) : (
    <p class="quiet" role="status">
      {words}
    </p>
  );
}

function About({ context: { session } }: { context: ActionContext }) {
  const started = session.started.value;
  return (
    <Scrolled label="about">
      <p>
        {SOFTWARE.name} {SOFTWARE.version}. {NOTICE}{' '}
        {hasServer()
          ? 'Everything is computed by the program that serves this page; nothing is sent elsewhere.'
          : 'Everything is computed in this tab; nothing leaves this machine.'}
      </p>
      {started && (
        <>
          <p>
            Networks run {started.place === 'page' && 'by WebAssembly '}on {started.threads}{' '}
            {started.threads === 1 ? 'thread' : 'threads'};{' '}
            {started.codec === 'libvips'
              ? 'files are read by libvips, as the command reads them.'
              : 'files are read by the browser, since this page may not share memory here: pixels may differ from the command by a level, and a thread does the work of several.'}
          </p>
          <ul>
            {started.findings.map((finding) => (
              <li key={finding}>{finding}</li>
            ))}
          </ul>
        </>
      )}
      <p>
        LeukoLens is under the Apache License 2.0;{' '}
        <a href="./third-party.txt" target="_blank" rel="noopener">
          what it is built of
        </a>{' '}
        has licences of its own.
      </p>
      {session.models.value.map((model) => (
        <details key={model.name}>
          <summary>Model {model.name}</summary>
          <p>{designLine(model)}.</p>
          <ul>
            {model.limits.map((limit) => (
              <li key={limit}>{limit}</li>
            ))}
          </ul>
        </details>
      ))}
    </Scrolled>
  );
}
