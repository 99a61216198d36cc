import { counted } from '@leukolens/report';
import { STAGES, type Stage } from '@leukolens/workbench';
import { MOST_ANALYSED } from '../slide/open-slide.ts';
import type { Tool } from '../state/board.ts';
import type { SessionImage } from '../state/session-image.ts';
import type { Action, ActionContext } from './action.ts';
import { openExample } from './example.ts';

const some = ({ session }: ActionContext) => session.images.value.length > 0;
const found = ({ session }: ActionContext) => session.selected.value?.found.value !== undefined;

function tool(name: Tool, label: string, help: string, key: string): Action {
  return {
    name: `tool-${name}`,
    label,
    help,
    group: 'Correcting',
    keys: [key],
    enabled: found,
    pressed: ({ session }) => session.tool.value === name,
    run: ({ session }) => {
      session.tool.value = name;
    },
    ...(name !== 'look' && { undone: 'Undo' }),
  };
}

const stageKeys: Readonly<Record<Stage, string>> = {
  photograph: '1',
  colourConstant: '2',
  magentaSaturation: '3',
  handcrafted: '4',
  unet: '5',
  cells: '6',
  ensemble: '7',
};

const stages = (Object.keys(STAGES) as Stage[]).map(
  (stage): Action => ({
    name: `stage-${stage}`,
    label: STAGES[stage],
    help: `Show ${STAGES[stage].toLowerCase().replace('u-net', 'U-Net')}`,
    group: 'Looking',
    keys: [stageKeys[stage]],
    enabled: ({ session }) => session.selected.value?.photograph.value !== undefined,
    pressed: ({ session }) => session.looking.value === stage,
    run: ({ session }) => session.look(stage),
  }),
);

/** Everything that can be done on the page, in the order of the help. */
export const ACTIONS: readonly Action[] = [
  {
    name: 'open',
    label: 'Open images',
    help: 'Choose images; they can be dropped anywhere on the page, too',
    group: 'Images',
    keys: ['o'],
    run: ({ choose }) => choose(false),
  },
  {
    name: 'open-folder',
    label: 'Open a folder',
    help: 'Choose a folder, with all images in it',
    group: 'Images',
    keys: ['shift+O'],
    run: ({ choose }) => choose(true),
  },
  {
    name: 'example',
    label: 'Try an example',
    help: 'Open a synthetic smear that comes with the page',
    group: 'Images',
    run: ({ session }) => openExample(session),
  },
  {
    name: 'earlier',
    label: 'Show them',
    help: 'Show the images of earlier visits, too, where the page began with a folder',
    group: 'Images',
    enabled: ({ session }) => session.earlier.value > 0,
    run: ({ session }) => session.showEarlier(),
  },
  {
    name: 'next',
    label: 'Next image',
    help: 'Go to the next image',
    group: 'Images',
    keys: ['ArrowDown', 'j'],
    enabled: some,
    run: ({ session }) => session.step(1),
  },
  {
    name: 'previous',
    label: 'Previous image',
    help: 'Go to the image before',
    group: 'Images',
    keys: ['ArrowUp', 'k'],
    enabled: some,
    run: ({ session }) => session.step(-1),
  },
  {
    name: 'cancel',
    label: 'Stop',
    help: 'Stop what is analysed; what is not done waits',
    group: 'Images',
    keys: ['Escape'],
    enabled: ({ session }) =>
      session.batch.value !== undefined ||
      session.images.value.some(({ progress }) => progress.value === 'working'),
    run: ({ session }) => session.cancel(),
  },
  {
    name: 'resume',
    label: 'Go on',
    help: 'Go on with the images that wait',
    group: 'Images',
    keys: ['g'],
    enabled: ({ session }) =>
      session.batch.value === undefined &&
      session.images.value.some(({ progress }) => progress.value === 'waiting'),
    run: ({ session }) => session.resume(),
  },
  {
    name: 'export',
    label: 'Export',
    help: 'Save report, tables, masks and outlines, as the command leaves them',
    group: 'Images',
    keys: ['e'],
    enabled: some,
    run: ({ dialog }) => {
      dialog.value = 'export';
    },
  },
  {
    name: 'slide-show',
    label: 'Slide',
    help: 'Go between the slide and the images',
    group: 'Looking',
    keys: ['w'],
    enabled: ({ session }) => session.slide.value !== undefined,
    pressed: ({ session }) => session.slideShown.value,
    run: ({ session }) => {
      session.slideShown.value = !session.slideShown.value;
    },
  },
  {
    name: 'slide-analyse',
    label: 'Analyse what is shown',
    help: `Make the part of the slide that is in view an image, at full resolution: of up to ${(MOST_ANALYSED / 1e6).toFixed(1)} million pixels`,
    group: 'Images',
    keys: ['a'],
    enabled: ({ session }) => {
      const region = session.slideRegion.value;
      return region !== undefined && region.width * region.height <= MOST_ANALYSED;
    },
    run: ({ session }) => session.analyseShown(),
  },
  {
    name: 'slide-close',
    label: 'Close the slide',
    help: 'Close the slide; images made of it stay',
    group: 'Images',
    enabled: ({ session }) => session.slide.value !== undefined,
    run: ({ session }) => session.closeSlide(),
  },
  ...stages,
  {
    name: 'outlines',
    label: 'Outlines',
    help: 'Show or hide the outlines of the nuclei',
    group: 'Looking',
    keys: ['h'],
    pressed: ({ session }) => session.outlines.value,
    run: ({ session }) => {
      session.outlines.value = !session.outlines.value;
    },
  },
  {
    name: 'clusters',
    label: 'Clusters',
    help: "Show where the image lies among the classifier's test images",
    group: 'Looking',
    keys: ['c'],
    enabled: ({ session }) => Boolean(session.selected.value?.found.value?.record.cluster),
    run: ({ dialog }) => {
      dialog.value = 'clusters';
    },
  },
  {
    name: 'zoom-in',
    label: 'Closer',
    help: 'Look closer',
    group: 'Looking',
    keys: ['+', '='],
    enabled: some,
    run: ({ view }) => view.zoom(1.25),
  },
  {
    name: 'zoom-out',
    label: 'Farther',
    help: 'Look from farther away',
    group: 'Looking',
    keys: ['-'],
    enabled: some,
    run: ({ view }) => view.zoom(0.8),
  },
  {
    name: 'fit',
    label: 'Whole image',
    help: 'Show the whole image',
    group: 'Looking',
    keys: ['0'],
    enabled: some,
    run: ({ view }) => view.fit(),
  },
  tool('look', 'Look', 'Move the image by dragging, zoom by the wheel', 'v'),
  tool('brush', 'Brush', 'Draw what is nucleus', 'b'),
  tool('erase', 'Erase', 'Take away what is not', 'x'),
  tool('delete', 'Delete', 'Click a nucleus to take it away', 'd'),
  tool('split', 'Split', 'Click a nucleus to part it where its neck is narrow', 's'),
  {
    name: 'smaller-brush',
    label: 'Smaller brush',
    help: 'Draw finer',
    group: 'Correcting',
    keys: ['['],
    run: ({ session }) => {
      session.brush.value = Math.max(1, session.brush.value - 1);
    },
  },
  {
    name: 'larger-brush',
    label: 'Larger brush',
    help: 'Draw coarser',
    group: 'Correcting',
    keys: [']'],
    run: ({ session }) => {
      session.brush.value = Math.min(64, session.brush.value + 1);
    },
  },
  {
    name: 'undo',
    label: 'Undo',
    help: 'Take the last correction back; corrections of earlier visits, too',
    group: 'Correcting',
    keys: ['ctrl+z'],
    enabled: ({ session }) => {
      const image = session.selected.value;
      return (image?.version.value ?? 0) >= 0 && (image?.edits?.done.length ?? 0) > 0;
    },
    run: ({ session }) => session.undo(),
    undone: 'Redo',
  },
  {
    name: 'redo',
    label: 'Redo',
    help: 'Do again what was taken back',
    group: 'Correcting',
    keys: ['ctrl+shift+Z', 'ctrl+y'],
    enabled: ({ session }) => {
      const image = session.selected.value;
      return (image?.version.value ?? 0) >= 0 && (image?.edits?.undone.length ?? 0) > 0;
    },
    run: ({ session }) => session.redo(),
    undone: 'Undo',
  },
  {
    name: 'settings',
    label: 'Settings',
    help: 'Choose how nuclei are found, and the size of a pixel',
    group: 'Page',
    keys: [','],
    run: ({ dialog }) => {
      dialog.value = 'settings';
    },
  },
  {
    name: 'about',
    label: 'About',
    help: 'What computes here, the models and their limits',
    group: 'Page',
    run: ({ dialog }) => {
      dialog.value = 'about';
    },
  },
  {
    name: 'clear',
    label: 'Clear all',
    help: 'Take all images and corrections off the page and out of the browser',
    group: 'Page',
    enabled: some,
    run: ({ session }) => {
      if (isMeant(session.images.value, 'all images')) return session.clear();
    },
  },
  {
    name: 'remove',
    label: 'Remove',
    help: 'Take the selected image and its corrections off the page and out of the browser',
    group: 'Page',
    enabled: ({ session }) => session.selected.value !== undefined,
    run: ({ session }) => {
      const image = session.selected.value!;
      if (isMeant([image], image.name)) return session.clear(image);
    },
  },
  {
    name: 'help',
    label: 'Help',
    help: 'List what can be done, with its keys',
    group: 'Page',
    keys: ['?'],
    run: ({ dialog }) => {
      dialog.value = 'help';
    },
  },
];

/** Asks where corrections would be lost: they cannot be brought back. */
function isMeant(images: readonly SessionImage[], what: string): boolean {
  const corrected = images.filter(({ edits, saved }) => (edits ?? saved)?.corrected).length;
  return corrected === 0 || confirm(`Remove ${what}? Corrections of ${counted(corrected, 'image')} go, too.`);
}

/** An action by its name. */
export function action(name: string): Action {
  const known = ACTIONS.find((each) => each.name === name);
  if (known === undefined) throw new Error(`there is no action ${name}`);
  return known;
}
