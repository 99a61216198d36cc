import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { DatasetError } from './dataset.ts';

/** A row of a list with the line of the file that it ends in, the header being line 1. */
export interface CsvRow<Row> {
  readonly line: number;
  readonly row: Row;
}

/** What a list may hold: which columns there must and may be, and the schema of a row. */
export interface CsvShape<Row> {
  readonly required: readonly string[];
  readonly allowed: readonly string[];
  /** Of an object by column name, without the cells that are empty. */
  readonly row: z.ZodType<Row>;
}

const MOST_BYTES = 64 * 2 ** 20;
const MOST_BYTES_IN_A_ROW = 64 * 2 ** 10;

/**
 * The rows of a CSV file (RFC 4180; UTF-8 with or without a byte-order mark; any line ends, mixed too; space
 * round a cell is dropped, rows of empty cells are skipped). Throws a `DatasetError` that lists every row that
 * does not fit the shape by its line, or says why the file cannot be read as a list at all.
 */
export async function readCsv<Row>(path: string, shape: CsvShape<Row>): Promise<CsvRow<Row>[]> {
  const name = basename(path);
  const [header, ...records] = parseRecords(await readText(path), name);
  if (!header) throw new DatasetError(`${name} is empty; its first line must name the columns`);
  checkColumns(name, header.record, shape);
  const problems: string[] = [];
  const rows: CsvRow<Row>[] = [];
  for (const { record, line } of records) {
    if (record.length !== header.record.length) {
      problems.push(`line ${line}: ${record.length} cells, but the header names ${header.record.length}`);
      continue;
    }
    const cells = header.record.map((column, i) => [column, record[i]!] as const);
    const parsed = shape.row.safeParse(Object.fromEntries(cells.filter(([, cell]) => cell !== '')));
    if (parsed.success) rows.push({ line, row: parsed.data });
    else for (const issue of parsed.error.issues) problems.push(`line ${line}: ${describe(issue)}`);
  }
  if (problems.length > 0) throw new DatasetError(`${name} has rows that don't fit:`, problems);
  return rows;
}

async function readText(path: string): Promise<string> {
  const name = basename(path);
  const { size } = await stat(path);
  if (size > MOST_BYTES) {
    throw new DatasetError(`${name} is ${size} bytes; a list of images may have up to ${MOST_BYTES}`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch {
    throw new DatasetError(`${name} is not UTF-8 text; save it again as 'CSV UTF-8'`);
  }
}

const parsedRecords = z.array(
  z
    .object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) })
    .transform(({ record, info }) => ({ record, line: info.lines })),
);

function parseRecords(text: string, name: string) {
  try {
    return parsedRecords.parse(
      parse(text, {
        info: true,
        trim: true,
        relax_column_count: true,
        skip_records_with_empty_values: true,
        record_delimiter: ['\r\n', '\n', '\r'],
        max_record_size: MOST_BYTES_IN_A_ROW,
      }),
    );
  } catch (error) {
    if (error instanceof CsvError) throw new DatasetError(`${name} is not a CSV file: ${error.message}`);
    throw error;
  }
}

function checkColumns<Row>(name: string, header: readonly string[], shape: CsvShape<Row>): void {
  const problems = [
    ...shape.required.filter((column) => !header.includes(column)).map((column) => `no column '${column}'`),
    ...header
      .filter((column) => !shape.allowed.includes(column))
      .map((column) => `unknown column '${column}'`),
    ...header.filter((column, i) => header.indexOf(column) < i).map((column) => `column '${column}' twice`),
  ];
  if (problems.length > 0) {
    const expected = `expected ${shape.required.join(', ')}, and any of ${shape.allowed.join(', ')}`;
    throw new DatasetError(`line 1 of ${name} does not name the columns of a list (${expected}):`, problems);
  }
}

function describe(issue: z.core.$ZodIssue): string {
  return issue.path.length > 0 ? `${issue.path.join('.')}: ${issue.message}` : issue.message;
}
