import { macroF1, macroPrecision, macroRecall } from '../../metrics/class-scores.ts';
import { citations } from '../citations.ts';
import { markdownTable, NONE } from '../markdown.ts';
import type { ClassificationFile } from './methods.ts';
import { QUOTED_TABLES, quotedClassification } from './quoted.ts';

const HEADER = ['Method', 'Data', 'Acc (%)', 'Pre (%)', 'Rec (%)', 'F1 (%)', 'Images are', 'Source'];

/** Our variants, clean and disturbed, above the paper's Tables 5, 6 and 7: theirs are other images, in random folds. */
export function tableBesidePublished(files: readonly ClassificationFile[]): string {
  const own = files
    .filter(({ method }) => !method.shortcut)
    .flatMap(({ method, result: { scores, software, data, classes } }) =>
      (['clean', 'noise'] as const).flatMap((state) => {
        const found = scores[state];
        if (found === undefined) return [];
        const { confusion, accuracy } = found;
        return [
          [
            method.title,
            `${data.name}, ${classes.length} classes`,
            ...[accuracy, macroPrecision(confusion), macroRecall(confusion), macroF1(confusion)].map(
              (value) => percent(100 * value),
            ),
            state === 'clean' ? 'as they are' : 'disturbed by noise',
            `${software.name} ${software.version}`,
          ],
        ];
      }),
    );
  const quoted = quotedClassification.map(({ method, table, accuracy, precision, recall, f1 }) => [
    method,
    'three classes of ALL',
    ...[accuracy, precision, recall, f1].map(percent),
    `Table ${table}: ${QUOTED_TABLES[table]}`,
    'quoted',
  ]);
  return [
    markdownTable(HEADER, [...own, ...quoted], [0, 1, 6, 7]),
    `Quoted from ${citations['diaz-resendiz-2023']}, Tables 5 to 7: another set, without guards between images of one slide.`,
  ].join('\n\n');
}

function percent(value: number | undefined): string {
  return value === undefined ? NONE : value.toFixed(2);
}
