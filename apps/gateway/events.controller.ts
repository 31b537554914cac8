/** `/api/v1/events`: what happens to documents and runs, as it happens. */
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Identity } from '#contracts/account.schema.js';
import {
  DocumentEventSchema,
  EventPositionSchema,
  RunEventSchema,
} from '#contracts/platform-event.schema.js';
import { KnownIdentities } from '#nest-kit/accounts/known-identities.js';
import { credentialOf } from '#nest-kit/accounts/signed-in-only.js';
import { Who } from '#nest-kit/accounts/who.decorator.js';
import { OwnDocuments } from '#nest-kit/documents/own-documents.js';
import { EventStreams } from '#nest-kit/events/event-streams.js';
import { schemaOf } from '#nest-kit/http/openapi.js';
import { ApiProblem, ApiQueries } from './openapi-decorators.js';
import { checkedQuery } from './query.js';

const EventFilterSchema = z.strictObject({
  document: z.string().max(64).describe('Of this document alone, from its upload on.').optional(),
  after: EventPositionSchema.describe(
    'Goes on after the event of this id, as the header Last-Event-ID does. Unset: begins now.',
  ).optional(),
});

const DESCRIPTION = `Server-sent events. \`document\`: a state that one of your documents has come to; class and confidence
with the last one. \`run\`: for those who may see runs, their beginning and end, and without an id how far they are. Events
come in order; a reader that was cut off and sends the last id goes on without a gap or an event twice, within a week. Every 15 s
there is a comment.`;

@ApiTags('events')
@Controller('api/v1/events')
export class EventsController {
  constructor(
    private readonly streams: EventStreams,
    private readonly own: OwnDocuments,
    private readonly identities: KnownIdentities,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What happens, as it happens (SSE)', description: DESCRIPTION })
  @ApiQueries(EventFilterSchema)
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    schema: schemaOf(EventPositionSchema),
    description: 'Goes on after this event; browsers send it by themselves.',
  })
  @ApiProduces('text/event-stream')
  @ApiResponse({
    status: 200,
    description: '`data` of each event is JSON of one of these.',
    content: {
      'text/event-stream': { schema: { anyOf: [schemaOf(DocumentEventSchema), schemaOf(RunEventSchema)] } },
    },
  })
  @ApiProblem(404, 'There is no such document.')
  @ApiProblem(429, 'This account reads a hundred streams already.')
  async stream(
    @Query() query: unknown,
    @Who() who: Identity,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const latest = request.get('last-event-id') || undefined;
    const { document, after } = checkedQuery(EventFilterSchema, {
      ...(query as object),
      ...(latest !== undefined && { after: latest }),
    });
    if (document !== undefined) await this.own.find(who, document);
    const again = () => this.identities.of(credentialOf(request)!);
    await this.streams.run({ who, again, after, document }, response);
  }
}
