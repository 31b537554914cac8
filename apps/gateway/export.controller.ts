/** `/api/v1/documents/export`: all documents of a list in one file, streamed. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import type { Identity } from '#contracts/account.schema.js';
import { Who } from '#nest-kit/accounts/who.decorator.js';
import { Documents } from '#nest-kit/documents/documents.js';
import { csvOf, jsonOf, zipOf } from '#nest-kit/documents/export-documents.js';
import { OwnDocuments } from '#nest-kit/documents/own-documents.js';
import { LOG, type Log } from '#nest-kit/observability/log.js';
import { checkedFilters, DocumentFiltersSchema } from './document-filters.js';
import { ApiProblem, ApiQueries } from './openapi-decorators.js';

const TYPES = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  zip: 'application/zip',
} as const;

const ExportSchema = DocumentFiltersSchema.extend({
  format: z
    .enum(['csv', 'json', 'zip'])
    .describe(
      'csv and json: the answers. zip: the files in folders, <class>/, review/<class>/, rejected/, failed/ and unfinished/, with a manifest.csv.',
    ),
});

@ApiTags('documents')
@Controller('api/v1/documents')
export class ExportController {
  constructor(
    private readonly own: OwnDocuments,
    private readonly documents: Documents,
    @Inject(LOG) private readonly log: Log,
  ) {}

  @Get('export')
  @ApiOperation({ summary: 'All documents of a list in one file, newest first' })
  @ApiQueries(ExportSchema)
  @ApiResponse({
    status: 200,
    content: Object.fromEntries(Object.values(TYPES).map((type) => [type.replace(/;.*/, ''), {}])),
  })
  @ApiProblem(400, 'There is no such parameter or format, or it cannot have this value.')
  async export(@Query() query: unknown, @Who() who: Identity, @Res() response: Response): Promise<void> {
    const { format, ...filters } = checkedFilters(ExportSchema, query);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const pages = await begun(this.own.pages(who, filters));
    response
      .attachment(`documents.${format}`)
      .set({ 'content-type': TYPES[format], 'cache-control': 'no-store' });
    const source =
      format === 'zip'
        ? zipOf(pages, (record) => this.documents.file(record), gone.signal)
        : Readable.from(format === 'csv' ? csvOf(pages) : jsonOf(pages));
    try {
      await pipeline(source, response);
    } catch (error) {
      // The status is sent: that the file ends too early is told by the connection that breaks off.
      if (!gone.signal.aborted || response.errored)
        this.log.warn({ err: error }, 'An export ended too early.');
      response.destroy();
    }
  }
}

/** The first page is there: where the database is away, that is told before anything is sent. */
async function begun<Page>(pages: AsyncGenerator<Page>): Promise<AsyncGenerator<Page>> {
  const first = await pages.next();
  return (async function* () {
    if (!first.done) yield first.value;
    yield* pages;
  })();
}
