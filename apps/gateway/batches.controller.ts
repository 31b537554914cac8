/** `/api/v1/batches`: documents that were uploaded together, watched, cancelled and deleted together. */
import { Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Identity } from '#contracts/account.schema.js';
import { type BatchPage, BatchPageSchema, type BatchView, BatchViewSchema } from '#contracts/batch.schema.js';
import { Who } from '#nest-kit/accounts/who.decorator.js';
import { batchView } from '#nest-kit/batches/batch-view.js';
import { OwnDocuments } from '#nest-kit/documents/own-documents.js';
import { ApiProblem, ApiQueries, ApiReply } from './openapi-decorators.js';
import { checkedQuery, PagingSchema } from './query.js';

const ApiNoSuchBatch = ApiProblem(404, 'There is no such batch.');

@ApiTags('batches')
@Controller('api/v1/batches')
export class BatchesController {
  constructor(private readonly own: OwnDocuments) {}

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
  })
  @ApiParam({ name: 'id' })
  @ApiResponse({ status: 204 })
  @ApiNoSuchBatch
  async remove(@Param('id') id: string, @Who() who: Identity): Promise<void> {
    await this.own.removeBatch(who, id);
  }
}
