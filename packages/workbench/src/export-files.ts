import type { Analysis, AnalysisModels, ImageResult } from '@leukolens/cad';
import { MAP_METHODS, NOTICE, SOFTWARE } from '@leukolens/cad';
import { encodePng, type ImageCodec, type RgbImage, rgbImage } from '@leukolens/imaging';
import { dataUrl, drawOutlines, imagesCsv, nucleiCsv, nucleiGeoJson, resultsJson } from '@leukolens/report';
import { mapFigures } from '@leukolens/report/figures';
import { articleOf, MOST_INSIDE, pageOf, runReport } from '@leukolens/report/pages';
import type { ExportedFile, ExportPart, PageSettings } from './protocol.ts';
import { recordedSettings } from './settings.ts';

/** An image as it was read, and what was found in it. */
interface Analysed {
  readonly image: RgbImage;
  readonly analysis: Analysis;
}

/** The files that the command leaves of the same images, by the same code. */
export async function exportFiles(
  analysed: AsyncIterable<Analysed | ImageResult>,
  failed: readonly ImageResult[],
  settings: PageSettings,
  models: AnalysisModels,
  coverage: number | undefined,
  parts: readonly ExportPart[],
  codec: ImageCodec,
): Promise<ExportedFile[]> {
  const files: ExportedFile[] = [];
  const add = (path: string, content: string | Uint8Array) => {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    files.push({ path, bytes: bytes.slice() as Uint8Array<ArrayBuffer> });
  };
  const records: ImageResult[] = [...failed];
  const pages = new Map<string, { page: string; small: Uint8Array }>();
  const classes = models.classifier?.description.design.classes ?? [];
  const listed: string[] = [];
  for await (const each of analysed) {
    if ('error' in each) {
      records.push(each);
      continue;
    }
    const { image, analysis } = each;
    const { record, mask, labels, explanation } = analysis;
    const name = record.image;
    records.push(record);
    if (parts.includes('training')) {
      // its pixels alone: a camera's file may say where and of whom it was taken
      const path = `images/${name}.png`;
      add(path, await encodePng(image, codec));
      listed.push(`${quoted(path)},${quoted(`masks/${name}.png`)}`);
    }
    if (parts.includes('masks') || parts.includes('training')) {
      add(`masks/${name}.png`, await encodePng(mask, codec));
    }
    if (parts.includes('labels')) add(`labels/${name}.png`, await encodePng(labels, codec));
    if (parts.includes('geojson')) {
      add(`geojson/${name}.geojson`, nucleiGeoJson(name, labels, record.nuclei!.objects));
    }
    if (parts.includes('maps') && explanation) {
      for await (const { file, content } of mapFigures(
        name,
        image,
        explanation,
        classes,
        MAP_METHODS,
        codec,
      )) {
        add(`maps/${name}/${file}`, content);
      }
    }
    if (parts.includes('report')) pages.set(name, await pageOf(image, analysis, coverage, codec));
    if (parts.includes('overlays')) {
      const drawn = rgbImage(image.width, image.height, image.data.slice());
      drawOutlines(drawn, labels);
      add(`overlays/${name}.png`, await encodePng(drawn, codec));
    }
  }
  records.sort((a, b) => (a.image < b.image ? -1 : 1));
  const outline = settings.method === 'handcrafted' ? undefined : models.outline;
  const used = [outline, models.classifier, models.cells].flatMap((model) =>
    model ? [model.description] : [],
  );
  const recorded = recordedSettings(settings, models, parts);
  const cells = models.cells?.description.design.classes ?? [];
  const maps = records.flatMap((record) => record.maps.map(({ method, layer }) => `${method}-${layer}`));
  const whole = async (pieces: AsyncIterable<string>) => {
    const text: string[] = [];
    for await (const piece of pieces) text.push(piece);
    return text.join('');
  };
  if (listed.length > 0) add('manifest.csv', `${['image,mask', ...listed].join('\n')}\n`);
  add(
    'settings.json',
    `${JSON.stringify({ software: SOFTWARE, notice: NOTICE, command: 'analyze', settings: recorded }, null, 2)}\n`,
  );
  const named = used.map(({ name, weights, notice }) => ({ name, sha256: weights.sha256, notice }));
  add('results.json', await whole(resultsJson(recorded, named, records)));
  add('images.csv', await whole(imagesCsv(records, classes, cells)));
  add('nuclei.csv', await whole(nucleiCsv(records, [...new Set(maps)], cells)));
  if (parts.includes('report')) {
    const inside = records.length <= MOST_INSIDE;
    const lines = records.map((record) => {
      const small = pages.get(record.image)?.small;
      return {
        record,
        ...(small && { thumbnail: dataUrl(small, 'image/jpeg') }),
        ...(small && !inside && { page: `report/${record.image}.html` }),
      };
    });
    const title = `Report on ${records.length === 1 ? records[0]!.image : `${records.length} images`}`;
    const articles = () =>
      records.flatMap(({ image }) => {
        const own = pages.get(image);
        return own ? [articleOf(own.page)] : [];
      });
    add(
      'report.html',
      await whole(
        runReport({
          title,
          settings: recorded,
          models: used,
          lines: () => lines,
          ...(inside && { articles }),
        }),
      ),
    );
    if (!inside) for (const [name, { page }] of pages) add(`report/${name}.html`, page);
  }
  return files;
}

/** A cell of the manifest: a file's path as it is, whatever it looks like to a spreadsheet. */
function quoted(path: string): string {
  return `"${path.replaceAll('"', '""')}"`;
}
