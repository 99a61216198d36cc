import { PARTS, type Part } from '@leukolens/batch';
import { CLASSIFIER_LAYERS, MAP_METHODS, POOLED_LAYER_NOTE } from '@leukolens/cad';
import { CELLS_OPTION, CLASSIFIER_OPTION } from './classifier-option.ts';
import { choices } from './option-types.ts';

/** Everything that a run can leave of an image. */
export const PART_NAMES = Object.keys(PARTS) as [Part, ...Part[]];

/** What every command asks for that classifies and explains. @param layers the default */
export function mapOptions(layers: string) {
  return {
    classifier: CLASSIFIER_OPTION,
    cells: CELLS_OPTION,
    layers: {
      ...choices('--layers <names>', 'the layers that maps are made of', CLASSIFIER_LAYERS),
      shownDefault: layers,
    },
    methods: { ...choices('--methods <names>', 'the maps that are made', MAP_METHODS), shownDefault: 'all' },
    only: choices('--only <parts>', 'write only these of the image files', PART_NAMES),
  };
}

/** What the maps are, for the help of such a command. */
export const MAPS_NOTE = `Maps: Grad-CAM, Grad-CAM++, HiResCAM and XGrad-CAM; ${POOLED_LAYER_NOTE}.\nresults.json has the raw range of each and its share on nuclei, nuclei.csv the share on each nucleus.`;
