/** `/api/v1/admin/models`: versions of the model, which of them answers, and who decided so. */
import { Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Models } from '#composition/models/models.js';
import type { Identity } from '#contracts/account.schema.js';
import {
  type AliasMoved,
  AliasMovedSchema,
  LIVE,
  type ModelPage,
  ModelPageSchema,
  type ModelVersion,
  ModelVersionSchema,
  type MoveNote,
  MoveNoteSchema,
  type MovePage,
  MovePageSchema,
  NOBODY,
} from '#contracts/model-version.schema.js';
import { Who } from '#nest-kit/accounts/who.decorator.js';
import { JsonBody } from '#nest-kit/http/json-body.decorator.js';
import { schemaOf } from '#nest-kit/http/openapi.js';
import { ApiProblem, ApiQueries, ApiReply } from './openapi-decorators.js';
import { checkedBody, checkedQuery, NumberedPagingSchema } from './query.js';

const AliasSchema = MoveNoteSchema.extend({
  version: z.string().min(1).max(80).describe("Its number or version, an alias, 'latest' or 'workspace'."),
});

const ApiNoSuchVersion = ApiProblem(404, 'There is no such version.');
const ApiCannotMove = ApiProblem(409, 'It cannot answer, or the alias was moved meanwhile.');

/** What it registers lies in the workspace. */
const NothingSchema = z.strictObject({});

const THERE_ALREADY =
  'Asked again it changes nothing and writes nothing: the reply is the move that was made, with `changed: false`.';

@ApiTags('models')
@Controller('api/v1/admin/models')
export class ModelsController {
  constructor(private readonly models: Models) {}

  @Get()
  @ApiOperation({ summary: 'Versions of the model, newest first' })
  @ApiQueries(NumberedPagingSchema)
  @ApiReply(ModelPageSchema)
  list(@Query() query: unknown): Promise<ModelPage> {
    const { limit, cursor } = checkedQuery(NumberedPagingSchema, query);
    return this.models.page(limit, cursor);
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Register the model that lies in the workspace; what is registered already stays',
  })
  @ApiReply(ModelVersionSchema.array())
  register(@JsonBody() body: unknown): Promise<ModelVersion[]> {
    checkedBody(NothingSchema, body);
    return this.models.register();
  }

  @Get('history')
  @ApiOperation({ summary: 'Every move of an alias: who, when, from where to where, and why; newest first' })
  @ApiQueries(NumberedPagingSchema)
  @ApiReply(MovePageSchema)
  history(@Query() query: unknown): Promise<MovePage> {
    const { limit, cursor } = checkedQuery(NumberedPagingSchema, query);
    return this.models.moves(limit, cursor);
  }

  @Post('rollback')
  @HttpCode(200)
  @ApiOperation({ summary: "Point 'live' at the version before; once more: a step further back" })
  @ApiBody({ required: false, schema: schemaOf(MoveNoteSchema, 'input') })
  @ApiReply(AliasMovedSchema)
  @ApiCannotMove
  rollback(@JsonBody() body: unknown, @Who() who: Identity): Promise<AliasMoved> {
    return this.models.rollback(noteOf(who, checkedBody(MoveNoteSchema, body)));
  }

  @Put('aliases/:alias')
  @ApiOperation({
    summary: "Point an alias at a version; 'live' is the one that answers",
    description: THERE_ALREADY,
  })
  @ApiBody({ schema: schemaOf(AliasSchema, 'input') })
  @ApiReply(AliasMovedSchema)
  @ApiNoSuchVersion
  @ApiCannotMove
  point(@Param('alias') alias: string, @JsonBody() body: unknown, @Who() who: Identity): Promise<AliasMoved> {
    const { version, ...note } = checkedBody(AliasSchema, body);
    return this.models.move(alias, version, noteOf(who, note));
  }

  @Delete('aliases/:alias')
  @ApiOperation({ summary: 'Take an alias away', description: THERE_ALREADY })
  @ApiQueries(MoveNoteSchema)
  @ApiReply(AliasMovedSchema)
  @ApiProblem(404, 'There never was such an alias.')
  @ApiCannotMove
  remove(@Param('alias') alias: string, @Query() query: unknown, @Who() who: Identity): Promise<AliasMoved> {
    return this.models.move(alias, null, noteOf(who, checkedQuery(MoveNoteSchema, query)));
  }

  @Get(':version')
  @ApiOperation({
    summary: 'One version: data, params, code and commit that it was made of, and its metrics',
  })
  @ApiReply(ModelVersionSchema)
  @ApiNoSuchVersion
  show(@Param('version') version: string): Promise<ModelVersion> {
    return this.models.find(version);
  }

  @Post(':version/promote')
  @HttpCode(200)
  @ApiOperation({
    summary: "Point 'live' at a version: the next document is answered by it",
    description: THERE_ALREADY,
  })
  @ApiBody({ required: false, schema: schemaOf(MoveNoteSchema, 'input') })
  @ApiReply(AliasMovedSchema)
  @ApiNoSuchVersion
  @ApiCannotMove
  promote(
    @Param('version') version: string,
    @JsonBody() body: unknown,
    @Who() who: Identity,
  ): Promise<AliasMoved> {
    return this.models.move(LIVE, version, noteOf(who, checkedBody(MoveNoteSchema, body)));
  }
}

/** Whoever has the token of the workspace may speak for the people who work in it; all others stand for themselves. */
const noteOf = ({ via, account }: Identity, { reason, by }: MoveNote): MoveNote => ({
  reason,
  by: via === 'workspace' && by !== NOBODY ? by : account.name,
});
