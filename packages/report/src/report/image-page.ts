import { NOTICE } from '@leukolens/cad';
import { escapeMarkup } from '../escape.ts';
import { htmlHead } from '../html-head.ts';
import { PAGE_FOOT } from './html-page.ts';
import { imageArticle, type ReportedImage } from './image-article.ts';
import { REPORT_STYLE } from './report-style.ts';

/** Stand round the article, so that it can be taken out of its page again. */
const [BEGIN, END] = ['<!--article-->\n', '<!--/article-->\n'];

/** An image's page of the report, as one HTML file that needs nothing else. */
export function imagePage(reported: ReportedImage): string {
  return `${htmlHead(reported.record.image, REPORT_STYLE)}<p class="notice">${escapeMarkup(NOTICE)}</p>
${BEGIN}${imageArticle(reported)}${END}${PAGE_FOOT}`;
}

/** The article of a page that `imagePage` made. @throws RangeError where it is none */
export function articleOf(page: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.lastIndexOf(END)];
  if (begin < 0 || end < begin) throw new RangeError('not a page of a report');
  return page.slice(begin + BEGIN.length, end);
}
