/** Feedback: what people say that documents are, and the queue of those that a person should look at. */
import { Controller, Delete, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Identity } from '#contracts/account.schema.js';
import { type DocumentPage, DocumentPageSchema } from '#contracts/document-record.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import {
  type Feedback,
  type FeedbackPage,
  FeedbackPageSchema,
  FeedbackSchema,
  NewFeedbackSchema,
  ReviewQuerySchema,
} from '#contracts/feedback.schema.js';
import type { FeedbackCalls } from '#contracts/feedback-call.schema.js';
import { hasRole } from '#core/accounts/access-rules.js';
import { Who } from '#nest-kit/accounts/who.decorator.js';
import { documentView } from '#nest-kit/documents/document-view.js';
import { OwnDocuments } from '#nest-kit/documents/own-documents.js';
import { FEEDBACK } from '#nest-kit/feedback/feedback-token.js';
import { JsonBody } from '#nest-kit/http/json-body.decorator.js';
import { schemaOf } from '#nest-kit/http/openapi.js';
import { ApiProblem, ApiQueries, ApiReply } from './openapi-decorators.js';
import { checkedBody, checkedQuery, NumberedPagingSchema, ReviewPagingSchema } from './query.js';

const ApiNoSuchDocument = ApiProblem(404, 'There is no such document.');
const QueueSchema = ReviewPagingSchema.extend({
  status: ReviewQuerySchema.shape.status
    .default('review')
    .describe('review: answers that are not sure enough; rejected: of no class that the model knows.'),
});

@ApiTags('feedback')
@Controller('api/v1')
export class FeedbackController {
  constructor(
    private readonly own: OwnDocuments,
    @Inject(FEEDBACK) private readonly feedback: FeedbackCalls,
  ) {}

  @Post('documents/:id/feedback')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Say what a document is; what was said before is corrected by it',
    description:
      'It leaves the review queue, and lies among the labelled documents (data/raw/<class>) for the next training. The answer of the model stays as it was.',
  })
  @ApiBody({ schema: schemaOf(NewFeedbackSchema, 'input') })
  @ApiReply(FeedbackSchema)
  @ApiProblem(400, 'The body is none, or the label can be no name of a folder.')
  @ApiProblem(403, 'A new class is for reviewers.')
  @ApiNoSuchDocument
  @ApiProblem(409, 'The document has no answer yet, or nothing is kept of it.')
  @ApiProblem(422, 'There is no such class.')
  async give(@Param('id') id: string, @JsonBody() body: unknown, @Who() who: Identity): Promise<Feedback> {
    const said = checkedBody(NewFeedbackSchema, body);
    if (said.new_class && !hasRole(who, 'reviewer')) {
      throw new DomainError(
        'auth/forbidden',
        `A new class is for role 'reviewer'; '${who.account.name}' has '${who.account.role}'.`,
      );
    }
    await this.own.find(who, id);
    return this.feedback.give(id, said, who.account.name);
  }

  @Delete('documents/:id/feedback')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Take back what was said of a document; it lies among the labelled ones no longer',
  })
  @ApiResponse({ status: 204 })
  @ApiNoSuchDocument
  async takeBack(@Param('id') id: string, @Who() who: Identity): Promise<void> {
    await this.own.find(who, id);
    await this.feedback.takeBack(id, who.account.name);
  }

  @Get('documents/:id/feedback')
  @ApiOperation({
    summary: 'All that was said of a document, by whom and when; oldest first, the last one counts',
  })
  @ApiQueries(NumberedPagingSchema)
  @ApiReply(FeedbackPageSchema)
  @ApiNoSuchDocument
  async ofDocument(
    @Param('id') id: string,
    @Query() query: unknown,
    @Who() who: Identity,
  ): Promise<FeedbackPage> {
    const page = checkedQuery(NumberedPagingSchema, query);
    await this.own.find(who, id);
    return this.feedback.ofDocument(id, page);
  }

  @Get('admin/review-queue')
  @ApiOperation({ summary: 'Documents that nobody has said anything about yet, the least sure first' })
  @ApiQueries(QueueSchema)
  @ApiReply(DocumentPageSchema)
  async queue(@Query() query: unknown): Promise<DocumentPage> {
    const { records, next } = await this.feedback.queue(checkedQuery(QueueSchema, query));
    return { documents: records.map(documentView), next };
  }

  @Get('admin/feedback')
  @ApiOperation({ summary: 'What was said of documents, newest first, beside what the model had answered' })
  @ApiQueries(NumberedPagingSchema)
  @ApiReply(FeedbackPageSchema)
  history(@Query() query: unknown): Promise<FeedbackPage> {
    return this.feedback.history(checkedQuery(NumberedPagingSchema, query));
  }
}
