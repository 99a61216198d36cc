import { markdownTable, NONE } from './markdown.ts';
import { share } from './own-tables.ts';
import { mainScores, ownFolds, RESULT_METHODS, type ResultFile } from './result-methods.ts';
import { quotedSegmentation } from './segmentation-tables.ts';

/**
 * Every method on every set by its mean IoU, above what was published: the paper's ensemble, the best of other works. Published figures
 * leave nothing out, so that those of ours that do stand as given beside.
 */
export function glanceTable(files: readonly ResultFile[], datasets: readonly string[]): string {
  const methods = RESULT_METHODS.filter(({ key }) => files.some(({ method }) => method.key === key));
  const own = methods.map(({ key, title }) => [
    title,
    ...datasets.map((name) => {
      const file = files.find(({ method, result }) => method.key === key && result.data.name === name);
      return file ? `${shares(file)}${unfinished(file)}` : NONE;
    }),
  ]);
  const quoted = (ofPaper: boolean) =>
    datasets.map((name) => {
      const values = quotedSegmentation
        .filter((row) => row.dataset === name && (row.citation === 'diaz-resendiz-2023') === ofPaper)
        .map(({ iou }) => iou);
      return share(values.length > 0 ? Math.max(...values) : undefined);
    });
  return markdownTable(
    ['Mean IoU', ...datasets],
    [
      ...own,
      ["Paper's ensemble (quoted)", ...quoted(true)],
      ['Best of other works (quoted)', ...quoted(false)],
    ],
  );
}

/** The main figure, and the one as given where they differ. */
function shares({ result }: ResultFile): string {
  const [main, asGiven] = [mainScores(result).mean.iou, result.mean.iou].map(share) as [string, string];
  return main === asGiven ? main : `${main}, as given ${asGiven}`;
}

/** Says of a cross-validation under way how far it is. */
function unfinished({ result }: ResultFile): string {
  const folds = ownFolds(result);
  return folds && folds.done.length < folds.folds ? ` (${folds.done.length} of ${folds.folds} folds)` : '';
}
