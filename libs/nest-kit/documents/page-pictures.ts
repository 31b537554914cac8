/** Pictures of the pages of uploads, drawn when somebody looks at them. */
import type { StageToolbox } from '#composition/in-process-stage-invoker.js';
import type { EtlParams } from '#config/params/etl.params.js';
import { DomainError } from '#contracts/domain-error.js';
import { drawPage } from '#core/documents/draw-page.js';
import type { ImageCodec } from '#ports/image-codec.port.js';
import type { PdfReader } from '#ports/pdf-reader.port.js';

/** Pixels: A4 at 137 dots per inch, which fills a screen and can be read. */
const LONGER_SIDE = 1600;

export class PagePictures {
  /** @param limits as documents are read with */
  constructor(
    private readonly toolbox: StageToolbox,
    private readonly limits: Pick<EtlParams, 'max_pixels' | 'page_timeout' | 'max_pdf_memory'>,
  ) {}

  /**
   * @param name of the file @param number as the client wrote it, from 1
   * @returns a WebP file
   * @throws DomainError 'request/not-found', 'document/…'
   */
  async draw(file: Uint8Array, name: string, number: string, signal: AbortSignal): Promise<Uint8Array> {
    const images = (await this.toolbox.tool('images')) as ImageCodec;
    const pdf = (await this.toolbox.tool('pdf')) as PdfReader;
    const wanted = /^[1-9]\d{0,5}$/.test(number);
    const picture = wanted
      ? await drawPage(file, Number(number), {
          ...{ tools: { images, pdf }, name, side: LONGER_SIDE, signal },
          maxPixels: this.limits.max_pixels,
          timeout: this.limits.page_timeout * 1000,
          memory: this.limits.max_pdf_memory,
        })
      : null;
    if (picture === null) {
      throw new DomainError(
        'request/not-found',
        `There is no page ${number} that could be shown; pages count from 1, and plain text has none.`,
      );
    }
    return images.encode(picture);
  }
}
