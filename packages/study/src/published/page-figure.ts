import { escaped } from './markdown.ts';

/** A figure of a page of results, by the path of the file relative to the page. */
export interface PageFigure {
  readonly path: string;
  /** The figure's title, for who can't see it. */
  readonly title: string;
  /** The set whose section shows it; of networks for several sets none, and they stand after all. */
  readonly dataset?: string;
}

/** The figure in Markdown. */
export function picture({ path, title }: PageFigure): string {
  return `![${escaped(title).replace(/[[\]]/g, '\\$&')}](${encodeURI(path)})`;
}
