/** White on black becomes black on white. */
import type { GreyImage } from '#ports/page-image.js';

export const invertImage = ({ data, ...image }: GreyImage): GreyImage => ({
  ...image,
  data: data.map((value) => 255 - value),
});
