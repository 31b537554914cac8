/** `/api/v1/admin/runs`: start, watch and stop runs of the pipelines. */
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  type RunPage,
  RunPageSchema,
  type RunRecord,
  RunRecordSchema,
  RunRequestSchema,
} from '#contracts/run-record.schema.js';
import { JsonBody } from '#nest-kit/http/json-body.decorator.js';
import { schemaOf } from '#nest-kit/http/openapi.js';
import { Runs } from '#nest-kit/runs/runs.js';
import { ApiProblem, ApiQueries, ApiReply } from './openapi-decorators.js';
import { checkedBody, checkedQuery, pagingById } from './query.js';

const ApiNoSuchRun = ApiProblem(404, 'There is no such run.');
const PagingSchema = pagingById('run');

@ApiTags('runs')
@Controller('api/v1/admin/runs')
export class RunsController {
  constructor(private readonly runs: Runs) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Bring a pipeline up to date, as `docket repro` does' })
  @ApiBody({ required: false, schema: schemaOf(RunRequestSchema, 'input') })
  @ApiReply(RunRecordSchema, { status: 202 })
  @ApiProblem(415, 'The body is no JSON.')
  @ApiProblem(503, 'A run is going on.')
  start(@JsonBody() body: unknown): Promise<RunRecord> {
    return this.runs.start(checkedBody(RunRequestSchema, body), 'Asked for over the API.');
  }

  @Get()
  @ApiOperation({ summary: 'Runs, newest first' })
  @ApiQueries(PagingSchema)
  @ApiReply(RunPageSchema)
  list(@Query() query: unknown): Promise<RunPage> {
    const { limit, cursor } = checkedQuery(PagingSchema, query);
    return this.runs.page(limit, cursor);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One run: stages, progress, files that could not be read' })
  @ApiReply(RunRecordSchema)
  @ApiNoSuchRun
  show(@Param('id') id: string): Promise<RunRecord> {
    return this.runs.find(id);
  }

  @Post(':id/cancel')
  @HttpCode(202)
  @ApiOperation({ summary: 'Stop a run; what is finished is kept' })
  @ApiReply(RunRecordSchema, { status: 202 })
  @ApiNoSuchRun
  cancel(@Param('id') id: string): Promise<RunRecord> {
    return this.runs.cancel(id);
  }
}
