/** `/api/v1/documents`: upload, watch, read back, delete. */
import {
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { GatewayParams } from '#config/params/gateway.params.js';
import type { Identity } from '#contracts/account.schema.js';
import {
  type DocumentDetail,
  DocumentDetailSchema,
  type DocumentPage,
  DocumentPageSchema,
  type DocumentView,
  DocumentViewSchema,
} from '#contracts/document-record.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { type PageWords, PageWordsSchema } from '#contracts/page-words.schema.js';
import { type UploadReply } from '#contracts/upload-reply.schema.js';
import { pageWords } from '#core/documents/page-words.js';
import { Who } from '#nest-kit/accounts/who.decorator.js';
import { documentView } from '#nest-kit/documents/document-view.js';
import { Documents } from '#nest-kit/documents/documents.js';
import { OwnDocuments } from '#nest-kit/documents/own-documents.js';
import { PagePictures } from '#nest-kit/documents/page-pictures.js';
import { UploadReceiver } from '#nest-kit/documents/upload-receiver.js';
import { ModelWatch } from '#nest-kit/orchestrator/model-watch.js';
import { GATEWAY_PARAMS } from '#nest-kit/platform/tokens.js';
import { checkedFilters, DocumentFiltersSchema } from './document-filters.js';
import { ApiProblem, ApiQueries, ApiReply } from './openapi-decorators.js';
import { checkedQuery, pagingById } from './query.js';
import { uploadKeyOf } from './upload-key.js';
import { ApiAddsDocuments, UploadReplies, waitUpTo } from './upload-replies.js';

const ListSchema = pagingById('doc').extend(DocumentFiltersSchema.shape);
const ApiNoSuchDocument = ApiProblem(404, 'There is no such document.');
/** What a browser shows by itself; everything else is saved, so that an upload never acts as a page of this site. */
const SHOWN_IN_PLACE = new Set(['image/png', 'image/jpeg', 'image/webp', 'application/pdf', 'text/plain']);

@ApiTags('documents')
@Controller('api/v1/documents')
export class DocumentsController {
  constructor(
    private readonly documents: Documents,
    private readonly own: OwnDocuments,
    private readonly uploads: UploadReceiver,
    private readonly pictures: PagePictures,
    private readonly model: ModelWatch,
    private readonly replies: UploadReplies,
    @Inject(GATEWAY_PARAMS) private readonly params: GatewayParams,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Upload documents, one, several or a ZIP file; with ?wait= get their answers in the same call',
  })
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      required: ['file'],
      properties: { file: { type: 'array', items: { type: 'string', format: 'binary' } } },
    },
  })
  @ApiAddsDocuments('Kept; ask for the answers by id.')
  @ApiProblem(400, 'The form holds no file, or one without a name, or is damaged.')
  @ApiProblem(413, 'A file is too large, or there are too many.')
  @ApiProblem(415, 'The request is no multipart/form-data.')
  async upload(
    @Query() query: unknown,
    @Who() who: Identity,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<UploadReply> {
    const asked = checkedQuery(waitUpTo(this.params.max_wait), query);
    const key = uploadKeyOf(request);
    await this.model.required();
    const { files, batch } = await this.uploads.receive(request, response);
    return this.replies.accept(who, files, { ...asked, key, batch }, response);
  }

  @Get()
  @ApiOperation({ summary: 'Documents, newest first' })
  @ApiQueries(ListSchema)
  @ApiReply(DocumentPageSchema)
  @ApiProblem(400, 'There is no such parameter, or it cannot have this value.')
  async list(@Query() query: unknown, @Who() who: Identity): Promise<DocumentPage> {
    const { records, next } = await this.own.page(who, checkedFilters(ListSchema, query));
    return { documents: records.map(documentView), next };
  }

  @Get(':id')
  @ApiOperation({
    summary: 'One document: its answer, or how far it is, and every state it was in, with time and reason',
  })
  @ApiParam({ name: 'id' })
  @ApiReply(DocumentDetailSchema)
  @ApiNoSuchDocument
  async show(@Param('id') id: string, @Who() who: Identity): Promise<DocumentDetail> {
    const record = await this.own.find(who, id);
    return { ...documentView(record), history: record.history };
  }

  @Get(':id/file')
  @ApiOperation({ summary: 'The file as it was uploaded' })
  @ApiResponse({ status: 200, content: { 'application/octet-stream': {} } })
  @ApiNoSuchDocument
  async file(@Param('id') id: string, @Who() who: Identity, @Res() response: Response): Promise<void> {
    const record = await this.own.find(who, id);
    const bytes = await this.documents.file(record);
    // Nothing is read of a file that was split but of its parts, and only a PDF is.
    const unread = record.answer?.status === 'split' ? 'application/pdf' : 'application/octet-stream';
    const type = (await this.documents.extracted(record))?.media_type ?? unread;
    const shown = SHOWN_IN_PLACE.has(type);
    response.attachment(record.name);
    const disposition = String(response.getHeader('content-disposition'));
    response
      .set('content-disposition', shown ? disposition.replace(/^attachment/, 'inline') : disposition)
      .set('content-security-policy', "default-src 'none'; sandbox")
      .type(shown ? type : 'application/octet-stream')
      .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }

  @Get(':id/text')
  @Header('content-type', 'text/plain; charset=utf-8')
  @ApiOperation({ summary: 'The text that was read; a form feed stands between pages' })
  @ApiResponse({ status: 200, content: { 'text/plain': {} } })
  @ApiNoSuchDocument
  async text(@Param('id') id: string, @Who() who: Identity): Promise<string> {
    const extracted = await this.documents.extracted(await this.own.find(who, id));
    return extracted?.pages.map(({ text }) => text).join('\f') ?? '';
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ApiOperation({ summary: 'Stop the work on a document; one that has its answer stays as it is' })
  @ApiReply(DocumentViewSchema)
  @ApiNoSuchDocument
  async cancel(@Param('id') id: string, @Who() who: Identity): Promise<DocumentView> {
    return documentView(await this.own.cancel(who, id));
  }

  @Get(':id/pages/:number')
  @ApiOperation({
    summary:
      'A page as a viewer shows it, small and grey; boxes of the answer fit it by their share of page_geometry',
  })
  @ApiParam({ name: 'id' })
  @ApiParam({ name: 'number', description: 'From 1.' })
  @ApiResponse({ status: 200, content: { 'image/webp': {} } })
  @ApiProblem(404, 'There is no such document, or it has no such page.')
  async picture(
    @Param('id') id: string,
    @Param('number') number: string,
    @Who() who: Identity,
    @Res() response: Response,
  ): Promise<void> {
    const record = await this.own.find(who, id);
    const file = await this.documents.file(record);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const picture = await this.pictures.draw(file, record.name, number, gone.signal);
    response.set('cache-control', 'private, no-cache').type('image/webp').send(Buffer.from(picture));
  }

  @Get(':id/pages/:number/words')
  @ApiOperation({
    summary:
      'The words that were read on a page, each with its place on the page of the file as a viewer shows it',
  })
  @ApiParam({ name: 'id' })
  @ApiParam({ name: 'number', description: 'From 1.' })
  @ApiReply(PageWordsSchema)
  @ApiProblem(404, 'There is no such document, nothing was read of it yet, or it has no such page.')
  async words(
    @Param('id') id: string,
    @Param('number') number: string,
    @Who() who: Identity,
  ): Promise<PageWords> {
    const extracted = await this.documents.extracted(await this.own.find(who, id));
    const page = extracted?.pages.find((each) => String(each.number) === number);
    if (page !== undefined) return pageWords(page);
    throw new DomainError(
      'request/not-found',
      `Nothing was read of a page ${number.slice(0, 20)} of this document; pages count from 1.`,
    );
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a document with its file, text and answer, and with the documents in it',
    description:
      'At once: record, answer, file and text in the object store, and its labelled file in data/raw, as soon as no run has the workspace. Where a run has read that labelled file, its text stays in data/extracted, data/clean and data/dataset until the next `docket repro`, and in .docket/cache until `docket gc --older-than 0h --yes` after it (`--keep N` where commits name it, `--remote NAME` on a remote). Models keep what they learned from it.',
  })
  @ApiResponse({ status: 204 })
  @ApiNoSuchDocument
  async remove(@Param('id') id: string, @Who() who: Identity): Promise<void> {
    await this.own.remove(who, id);
  }
}
