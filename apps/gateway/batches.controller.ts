/** `/api/v1/batches`: documents that were uploaded together, watched, cancelled and deleted together. */
import { Controller, Delete, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { type Outgoing, openOutgoing } from '#composition/open-outgoing.js';
import type { Workspace } from '#composition/open-workspace.js';
import type { GatewayParams } from '#config/params/gateway.params.js';
import type { Identity } from '#contracts/account.schema.js';
import { type BatchPage, BatchPageSchema, type BatchView, BatchViewSchema } from '#contracts/batch.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { type UploadReply } from '#contracts/upload-reply.schema.js';
import { UrlListSchema } from '#contracts/url-list.schema.js';
import { urlMember } from '#core/outgoing/url-member.js';
import { Who } from '#nest-kit/accounts/who.decorator.js';
import { batchView } from '#nest-kit/batches/batch-view.js';
import { OwnDocuments } from '#nest-kit/documents/own-documents.js';
import { JsonBody } from '#nest-kit/http/json-body.decorator.js';
import { schemaOf } from '#nest-kit/http/openapi.js';
import { ModelWatch } from '#nest-kit/orchestrator/model-watch.js';
import { GATEWAY_PARAMS, WORKSPACE } from '#nest-kit/platform/tokens.js';
import { ApiProblem, ApiQueries, ApiReply } from './openapi-decorators.js';
import { checkedBody, checkedQuery, pagingById } from './query.js';
import { uploadKeyOf } from './upload-key.js';
import { ApiAddsDocuments, UploadReplies, waitUpTo } from './upload-replies.js';

const ApiNoSuchBatch = ApiProblem(404, 'There is no such batch.');
const PagingSchema = pagingById('batch');

@ApiTags('batches')
@Controller('api/v1/batches')
export class BatchesController {
  private readonly outgoing: Outgoing;

  constructor(
    private readonly own: OwnDocuments,
    private readonly model: ModelWatch,
    private readonly replies: UploadReplies,
    @Inject(GATEWAY_PARAMS) private readonly params: GatewayParams,
    @Inject(WORKSPACE) workspace: Workspace,
  ) {
    this.outgoing = openOutgoing(workspace);
  }

  @Post()
  @ApiOperation({
    summary:
      'Have documents fetched from a list of URLs, as a batch; with ?wait= get their answers in the same call',
    description:
      'Each URL becomes a document, in the order of the list. What may pass (no answer, 429, 5xx) is tried again for a quarter of an hour.',
  })
  @ApiBody({ schema: schemaOf(UrlListSchema, 'input') })
  @ApiAddsDocuments('On record, and fetched from now on.')
  @ApiProblem(400, 'The body holds no list of URLs.')
  @ApiProblem(413, 'There are too many URLs.')
  async fetch(
    @JsonBody() body: unknown,
    @Query() query: unknown,
    @Who() who: Identity,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<UploadReply> {
    const { max_wait, max_urls } = this.params;
    const asked = checkedQuery(waitUpTo(max_wait), query);
    const key = uploadKeyOf(request);
    const { urls } = checkedBody(UrlListSchema, body);
    if (urls.length > max_urls) {
      throw new DomainError(
        'request/too-many-files',
        `More than ${max_urls} URLs in one list; send them in several, or raise gateway.max_urls in params.yaml.`,
        { max_urls },
      );
    }
    await this.model.required();
    const files = urls.map((url) => urlMember(url, (each) => this.outgoing.check(each)));
    return this.replies.accept(who, files, { ...asked, key, batch: { name: null } }, response);
  }

  @Get()
  @ApiOperation({
    summary: 'Uploads of several files, newest first; their documents: GET /api/v1/documents?batch=',
  })
  @ApiQueries(PagingSchema)
  @ApiReply(BatchPageSchema)
  @ApiProblem(400, 'There is no such parameter, or it cannot have this value.')
  async list(@Query() query: unknown, @Who() who: Identity): Promise<BatchPage> {
    const { batches, next } = await this.own.batchPage(who, checkedQuery(PagingSchema, query));
    const now = Date.now();
    return { batches: batches.map((batch) => batchView(batch, now)), next };
  }

  @Get(':id')
  @ApiOperation({ summary: 'How far a batch is: documents by state and by class, and when it may be done' })
  @ApiParam({ name: 'id' })
  @ApiReply(BatchViewSchema)
  @ApiNoSuchBatch
  async show(@Param('id') id: string, @Who() who: Identity): Promise<BatchView> {
    return batchView(await this.own.findBatch(who, id), Date.now());
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Stop the work on a batch; documents that have their answer keep it, the others fail',
  })
  @ApiParam({ name: 'id' })
  @ApiReply(BatchViewSchema)
  @ApiNoSuchBatch
  async cancel(@Param('id') id: string, @Who() who: Identity): Promise<BatchView> {
    return batchView(await this.own.cancelBatch(who, id), Date.now());
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary:
      'Delete a batch with its documents and their answers at once; their files are deleted soon after',
    description: 'What of them a training has seen stays longer: see DELETE /api/v1/documents/{id}.',
  })
  @ApiParam({ name: 'id' })
  @ApiResponse({ status: 204 })
  @ApiNoSuchBatch
  async remove(@Param('id') id: string, @Who() who: Identity): Promise<void> {
    await this.own.removeBatch(who, id);
  }
}
