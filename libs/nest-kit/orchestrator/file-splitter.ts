/** Opens a file that may hold several documents, and has it split. */
import type { StageToolbox } from '#composition/in-process-stage-invoker.js';
import type { Classifier } from '#composition/open-classifier.js';
import type { EtlParams } from '#config/params/etl.params.js';
import type { SourceFile } from '#contracts/stage.js';
import { findMediaType } from '#core/documents/find-media-type.js';
import type { ClassifyCall } from '#core/prediction/classify-document.js';
import { type SplitCall, type SplitPart, tooManyPages } from '#core/prediction/split-document.js';
import type { PdfReader } from '#ports/pdf-reader.port.js';

export class FileSplitter {
  /** @param limits as documents are read with */
  constructor(
    private readonly classifier: Pick<Classifier, 'split'>,
    private readonly toolbox: StageToolbox,
    private readonly limits: Pick<EtlParams, 'max_pages' | 'page_timeout' | 'max_pdf_memory'>,
  ) {}

  /**
   * @returns null where it is no PDF, or has one page
   * @throws DomainError 'document/too-many-pages', and what reading a PDF and classifying throw
   */
  async split(
    source: SourceFile,
    split: SplitCall['split'],
    told: Pick<ClassifyCall, 'signal' | 'onState' | 'log'>,
  ): Promise<SplitPart[] | null> {
    const { kind } = await findMediaType(source.bytes, source.path);
    if (kind !== 'pdf') return null;
    const pdf = (await this.toolbox.tool('pdf')) as PdfReader;
    const timeout = this.limits.page_timeout * 1000;
    const memory = this.limits.max_pdf_memory;
    const file = await pdf.open(source.bytes, { timeout, memory, signal: told.signal });
    try {
      const { pageCount } = file;
      if (pageCount < 2) return null;
      if (pageCount > this.limits.max_pages) throw tooManyPages(pageCount, this.limits.max_pages);
      return await this.classifier.split(source, told, {
        ...{ split, pageCount },
        copy: (numbers) => file.copy(numbers),
      });
    } finally {
      file.close();
    }
  }
}
