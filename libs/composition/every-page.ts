/** A list that is told page by page, read to its end. */
import { LARGEST_PAGE, type PageQuery } from '#contracts/page-query.schema.js';

/**
 * @param ask one page; its errors end the reading
 * @param recordsOf what a page holds
 */
export async function everyPage<Page extends { next: string | null }, Record>(
  ask: (page: PageQuery) => Promise<Page>,
  recordsOf: (page: Page) => readonly Record[],
): Promise<Record[]> {
  const all: Record[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await ask({ limit: LARGEST_PAGE, ...(cursor !== undefined && { cursor }) });
    all.push(...recordsOf(page));
    if (page.next === null) return all;
    cursor = page.next;
  }
}
