/** `/api/v1/webhooks`: addresses that are told when documents and runs end; one's own, and for admins everybody's. */
import { Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Identity } from '#contracts/account.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import {
  type Delivery,
  type DeliveryPage,
  DeliveryPageSchema,
  DeliverySchema,
  type MadeWebhook,
  MadeWebhookSchema,
  NewWebhookSchema,
  WebhookChangeSchema,
  type WebhookPage,
  WebhookPageSchema,
} from '#contracts/webhook.schema.js';
import type { Webhooks } from '#contracts/webhook-call.schema.js';
import { hasRole } from '#core/accounts/access-rules.js';
import { Who } from '#nest-kit/accounts/who.decorator.js';
import { JsonBody } from '#nest-kit/http/json-body.decorator.js';
import { schemaOf } from '#nest-kit/http/openapi.js';
import { WEBHOOKS } from '#nest-kit/webhooks/webhooks-token.js';
import { ApiProblem, ApiQueries, ApiReply } from './openapi-decorators.js';
import { checkedBody, checkedQuery, NumberedPagingSchema, pagingById } from './query.js';

const ApiNoSuchWebhook = ApiProblem(404, 'You have no such webhook.');
const ApiRefusedUrl = ApiProblem(
  422,
  'Nothing is sent to this URL: it is not public, or no URL of http or https.',
);
const ApiOff = ApiProblem(409, 'The webhook is switched off.');

/** Whose webhooks somebody sees and changes. */
const ownerFor = (who: Identity): string | null => (hasRole(who, 'admin') ? null : who.account.id);
const PagingSchema = pagingById('hook');

@ApiTags('webhooks')
@Controller('api/v1/webhooks')
export class WebhooksController {
  constructor(@Inject(WEBHOOKS) private readonly webhooks: Webhooks) {}

  @Post()
  @ApiOperation({
    summary: 'Be told when documents or runs end; the secret that signs is shown this once',
    description:
      'Messages are signed as Standard Webhooks has it (webhook-id, webhook-timestamp, webhook-signature), and come at least once: what is not answered with 2xx within 15 s is sent again for a day.',
  })
  @ApiBody({ schema: schemaOf(NewWebhookSchema, 'input') })
  @ApiReply(MadeWebhookSchema, { status: 201 })
  @ApiProblem(409, 'The account has twenty already.')
  @ApiRefusedUrl
  async add(@JsonBody() body: unknown, @Who() who: Identity): Promise<MadeWebhook> {
    const webhook = checkedBody(NewWebhookSchema, body);
    refuseUnlessReviewer(who, webhook);
    return this.webhooks.add(who.account.id, webhook);
  }

  @Get()
  @ApiOperation({ summary: 'Webhooks, newest first: your own, or as an admin all' })
  @ApiQueries(PagingSchema)
  @ApiReply(WebhookPageSchema)
  list(@Query() query: unknown, @Who() who: Identity): Promise<WebhookPage> {
    return this.webhooks.list(ownerFor(who), checkedQuery(PagingSchema, query));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change a webhook; switched on again, it counts as not failing' })
  @ApiBody({ schema: schemaOf(WebhookChangeSchema, 'input') })
  @ApiReply(MadeWebhookSchema)
  @ApiNoSuchWebhook
  @ApiRefusedUrl
  change(@Param('id') id: string, @JsonBody() body: unknown, @Who() who: Identity): Promise<MadeWebhook> {
    const change = checkedBody(WebhookChangeSchema, body);
    refuseUnlessReviewer(who, change);
    return this.webhooks.change(ownerFor(who), id, change);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a webhook with its log; what waits is not sent any more' })
  @ApiResponse({ status: 204 })
  @ApiNoSuchWebhook
  async remove(@Param('id') id: string, @Who() who: Identity): Promise<void> {
    await this.webhooks.remove(ownerFor(who), id);
  }

  @Get(':id/deliveries')
  @ApiOperation({
    summary: 'What it was told, newest first, with the answer to the latest attempt; kept for 30 days',
  })
  @ApiQueries(NumberedPagingSchema)
  @ApiReply(DeliveryPageSchema)
  @ApiNoSuchWebhook
  deliveries(@Param('id') id: string, @Query() query: unknown, @Who() who: Identity): Promise<DeliveryPage> {
    return this.webhooks.deliveries(ownerFor(who), id, checkedQuery(NumberedPagingSchema, query));
  }

  @Post(':id/deliveries/:delivery/redeliver')
  @HttpCode(202)
  @ApiOperation({ summary: 'Send one again, under the same webhook-id' })
  @ApiReply(DeliverySchema, { status: 202 })
  @ApiProblem(404, 'You have no such webhook, or it has no such delivery.')
  @ApiOff
  redeliver(
    @Param('id') id: string,
    @Param('delivery') delivery: string,
    @Who() who: Identity,
  ): Promise<Delivery> {
    return this.webhooks.redeliver(ownerFor(who), id, delivery);
  }

  @Post(':id/test')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Send a message of type `test`, once; its outcome stands in the log of deliveries',
  })
  @ApiReply(DeliverySchema, { status: 202 })
  @ApiNoSuchWebhook
  @ApiOff
  test(@Param('id') id: string, @Who() who: Identity): Promise<Delivery> {
    return this.webhooks.test(ownerFor(who), id);
  }
}

/** It is asked again whenever something is sent: roles change. */
function refuseUnlessReviewer(
  who: Identity,
  { events, everybodys }: { events?: readonly string[] | undefined; everybodys?: boolean },
): void {
  const runs = events?.some((type) => type.startsWith('run.')) ?? false;
  if ((!runs && !everybodys) || hasRole(who, 'reviewer')) return;
  throw new DomainError(
    'auth/forbidden',
    `${runs ? 'Runs' : "Others' documents"} are for role 'reviewer'; '${who.account.name}' has '${who.account.role}'.`,
  );
}
