/**
 * Brings places on a page as it was read back to the page of the file, as a viewer shows it.
 *
 *   page of the file ──► turned by quarters ──► scaled ──► deskewed ──► page as read
 *                    ◄──                    ◄──        ◄──
 */
import type { Page, Word } from '#contracts/extracted-document.schema.js';
import type { PageGeometry } from '#contracts/page-geometry.schema.js';

export type Box = Word['box'];

export interface PageInFile {
  readonly geometry: PageGeometry;
  /** @returns the upright rectangle around the box, in the unit of the page, cut to it, to a hundredth */
  boxOf(read: Box): Box;
}

/** @returns null where the page has no places (plain text, failed) or a Docket that did not note its size read it */
export function pageInFile(page: Page): PageInFile | null {
  const { number, rotation, skew, shown: size } = page;
  if (size === undefined) return null;
  const { width, height } = beforeDeskewing(page);
  const radians = (skew * Math.PI) / 180;
  const cosine = Math.cos(radians);
  const sine = Math.sin(radians);
  const sideways = rotation === 90 || rotation === 270;
  const scale = Math.sqrt((width * height) / (size.width * size.height));
  return {
    geometry: { page: number, ...size, rotation, skew, scale: Math.round(scale * 1e4) / 1e4 },
    boxOf: ([left, top, right, bottom]) => {
      const xs: number[] = [];
      const ys: number[] = [];
      for (const [x, y] of [
        [left, top],
        [right, top],
        [right, bottom],
        [left, bottom],
      ] as const) {
        const across = x - page.width / 2;
        const down = y - page.height / 2;
        // Shares of the page that stands upright but slopes.
        const u = (across * cosine - down * sine) / width + 0.5;
        const v = (across * sine + down * cosine) / height + 0.5;
        const flipX = rotation === 180 || rotation === 270;
        const flipY = rotation === 180 || rotation === 90;
        const shareX = sideways ? v : u;
        const shareY = sideways ? u : v;
        xs.push((flipX ? 1 - shareX : shareX) * size.width);
        ys.push((flipY ? 1 - shareY : shareY) * size.height);
      }
      return [
        within(Math.min(...xs), size.width),
        within(Math.min(...ys), size.height),
        within(Math.max(...xs), size.width),
        within(Math.max(...ys), size.height),
      ];
    },
  };
}

/**
 * Deskewing widens a page to what its corners need: W = w·cos + h·sin, H = w·sin + h·cos. Never singular, as no page
 * slopes by 45°.
 */
function beforeDeskewing({ width, height, skew }: Page): { width: number; height: number } {
  const radians = (Math.abs(skew) * Math.PI) / 180;
  const cosine = Math.cos(radians);
  const sine = Math.sin(radians);
  const determinant = cosine ** 2 - sine ** 2;
  return {
    width: (width * cosine - height * sine) / determinant,
    height: (height * cosine - width * sine) / determinant,
  };
}

const within = (value: number, most: number): number =>
  Math.round(Math.min(most, Math.max(0, value)) * 100) / 100;
