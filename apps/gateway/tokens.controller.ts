/** `/api/v1/tokens`: the API tokens of whoever asks. */
import { Controller, Delete, Get, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import {
  type ApiToken,
  type ApiTokenPage,
  ApiTokenPageSchema,
  ApiTokenSchema,
  type Identity,
  type MadeToken,
  MadeTokenSchema,
  NewTokenSchema,
} from '#contracts/account.schema.js';
import type { Accounts } from '#contracts/account-call.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { ACCOUNTS } from '#nest-kit/accounts/accounts-token.js';
import { KnownIdentities } from '#nest-kit/accounts/known-identities.js';
import { actorOf, Who } from '#nest-kit/accounts/who.decorator.js';
import { JsonBody } from '#nest-kit/http/json-body.decorator.js';
import { schemaOf } from '#nest-kit/http/openapi.js';
import { ApiProblem, ApiQueries, ApiReply } from './openapi-decorators.js';
import { checkedBody, checkedQuery, TokenPagingSchema } from './query.js';

@ApiTags('accounts')
@Controller('api/v1/tokens')
export class TokensController {
  constructor(
    @Inject(ACCOUNTS) private readonly accounts: Accounts,
    private readonly identities: KnownIdentities,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Your API tokens, newest first; their secrets are not kept' })
  @ApiQueries(TokenPagingSchema)
  @ApiReply(ApiTokenPageSchema)
  list(@Who() who: Identity, @Query() query: unknown): Promise<ApiTokenPage> {
    return this.accounts.tokens(who.account.name, checkedQuery(TokenPagingSchema, query));
  }

  @Post()
  @ApiOperation({ summary: 'Make an API token for a program; it is shown this once' })
  @ApiBody({ schema: schemaOf(NewTokenSchema, 'input') })
  @ApiReply(MadeTokenSchema, { status: 201 })
  add(@JsonBody() body: unknown, @Who() who: Identity, @Req() request: Request): Promise<MadeToken> {
    const token = checkedBody(NewTokenSchema, body);
    const beyond = token.scopes.filter((scope) => !who.scopes.includes(scope));
    if (beyond.length > 0) {
      throw new DomainError(
        'auth/forbidden',
        `This token has no scope '${beyond[0]}' that it could give on.`,
      );
    }
    return this.accounts.addToken(who.account.name, token, actorOf(who, request));
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Revoke an API token: it is refused from now on' })
  @ApiReply(ApiTokenSchema)
  @ApiProblem(404, 'You have no such token.')
  async revoke(@Param('id') id: string, @Who() who: Identity, @Req() request: Request): Promise<ApiToken> {
    const revoked = await this.accounts.revokeToken(who.account.name, id, actorOf(who, request));
    this.identities.forget();
    return revoked;
  }
}
