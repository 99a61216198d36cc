import { type ImageResult, NOTICE, SCHEMA_VERSION, SOFTWARE, type UsedModel } from '@leukolens/cad';

/**
 * `results.json` piece by piece, so that a run of any length is written in little memory. One image a line.
 * @param models those that the run used
 */
export async function* resultsJson(
  settings: object,
  models: readonly UsedModel[],
  records: Iterable<ImageResult> | AsyncIterable<ImageResult>,
): AsyncGenerator<string> {
  const head = { schemaVersion: SCHEMA_VERSION, software: SOFTWARE, notice: NOTICE, settings, models };
  yield `${JSON.stringify(head).slice(0, -1)},"results":[`;
  let between = '\n';
  for await (const record of records) {
    yield between + JSON.stringify(record);
    between = ',\n';
  }
  yield '\n]}\n';
}
