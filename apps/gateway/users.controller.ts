/** `/api/v1/admin/users` and `/api/v1/admin/audit`: who may use the platform, and who did what. */
import { Controller, Delete, Get, Inject, Param, Patch, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import {
  AccountChangeSchema,
  type AccountPage,
  AccountPageSchema,
  type ApiToken,
  type ApiTokenPage,
  ApiTokenPageSchema,
  ApiTokenSchema,
  type AuditPage,
  AuditPageSchema,
  type ChangedAccount,
  ChangedAccountSchema,
  type Identity,
  type MadeToken,
  MadeTokenSchema,
  NewAccountSchema,
  NewTokenSchema,
} from '#contracts/account.schema.js';
import type { Accounts } from '#contracts/account-call.schema.js';
import { ACCOUNTS } from '#nest-kit/accounts/accounts-token.js';
import { KnownIdentities } from '#nest-kit/accounts/known-identities.js';
import { actorOf, Who } from '#nest-kit/accounts/who.decorator.js';
import { JsonBody } from '#nest-kit/http/json-body.decorator.js';
import { schemaOf } from '#nest-kit/http/openapi.js';
import { ApiProblem, ApiQueries, ApiReply } from './openapi-decorators.js';
import {
  checkedBody,
  checkedQuery,
  NamedPagingSchema,
  NumberedPagingSchema,
  TokenPagingSchema,
} from './query.js';

const ApiNoSuchAccount = ApiProblem(404, 'There is no such account.');

@ApiTags('accounts')
@Controller('api/v1/admin')
export class UsersController {
  constructor(
    @Inject(ACCOUNTS) private readonly accounts: Accounts,
    private readonly identities: KnownIdentities,
  ) {}

  @Get('users')
  @ApiOperation({ summary: 'The accounts, by name' })
  @ApiQueries(NamedPagingSchema)
  @ApiReply(AccountPageSchema)
  list(@Query() query: unknown): Promise<AccountPage> {
    return this.accounts.list(checkedQuery(NamedPagingSchema, query));
  }

  @Post('users')
  @ApiOperation({ summary: 'Add an account; without a password it gets one for the first sign-in' })
  @ApiBody({ schema: schemaOf(NewAccountSchema, 'input') })
  @ApiReply(ChangedAccountSchema, { status: 201 })
  @ApiProblem(409, 'There is an account of this name.')
  @ApiProblem(422, 'The password is too weak.')
  add(@JsonBody() body: unknown, @Who() who: Identity, @Req() request: Request): Promise<ChangedAccount> {
    return this.accounts.add(checkedBody(NewAccountSchema, body), actorOf(who, request));
  }

  @Patch('users/:name')
  @ApiOperation({
    summary: 'Change the role of an account, disable it, give it another password or a quota of its own',
    description:
      'Another password ends its sessions. Disabling it ends its sessions and API tokens for good: enabled again, it signs in anew and needs other tokens.',
  })
  @ApiBody({ schema: schemaOf(AccountChangeSchema, 'input') })
  @ApiReply(ChangedAccountSchema)
  @ApiNoSuchAccount
  @ApiProblem(409, 'It is the last admin.')
  async change(
    @Param('name') name: string,
    @JsonBody() body: unknown,
    @Who() who: Identity,
    @Req() request: Request,
  ): Promise<ChangedAccount> {
    const change = checkedBody(AccountChangeSchema, body);
    const changed = await this.accounts.change(name, change, actorOf(who, request));
    this.identities.forget();
    return changed;
  }

  @Get('users/:name/tokens')
  @ApiOperation({ summary: 'The API tokens of an account, newest first' })
  @ApiQueries(TokenPagingSchema)
  @ApiReply(ApiTokenPageSchema)
  @ApiNoSuchAccount
  tokens(@Param('name') name: string, @Query() query: unknown): Promise<ApiTokenPage> {
    return this.accounts.tokens(name, checkedQuery(TokenPagingSchema, query));
  }

  @Post('users/:name/tokens')
  @ApiOperation({ summary: 'Make an API token for an account; it is shown this once' })
  @ApiBody({ schema: schemaOf(NewTokenSchema, 'input') })
  @ApiReply(MadeTokenSchema, { status: 201 })
  @ApiNoSuchAccount
  addToken(
    @Param('name') name: string,
    @JsonBody() body: unknown,
    @Who() who: Identity,
    @Req() request: Request,
  ): Promise<MadeToken> {
    return this.accounts.addToken(name, checkedBody(NewTokenSchema, body), actorOf(who, request));
  }

  @Delete('users/:name/tokens/:id')
  @ApiOperation({ summary: 'Revoke an API token of an account' })
  @ApiReply(ApiTokenSchema)
  @ApiProblem(404, 'There is no such account, or it has no such token.')
  async revokeToken(
    @Param('name') name: string,
    @Param('id') id: string,
    @Who() who: Identity,
    @Req() request: Request,
  ): Promise<ApiToken> {
    const revoked = await this.accounts.revokeToken(name, id, actorOf(who, request));
    this.identities.forget();
    return revoked;
  }

  @Get('audit')
  @ApiOperation({ summary: 'Who changed what, when, from where and with which outcome; newest first' })
  @ApiQueries(NumberedPagingSchema)
  @ApiReply(AuditPageSchema)
  audit(@Query() query: unknown): Promise<AuditPage> {
    const { limit, cursor } = checkedQuery(NumberedPagingSchema, query);
    return this.accounts.audit(limit, cursor ?? null);
  }
}
