/** `/api/v1/auth`: signing in and out, and who one is. */
import { Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { GatewayParams } from '#config/params/gateway.params.js';
import {
  CredentialsSchema,
  type Identity,
  type Profile,
  ProfileSchema,
  SessionSchema,
} from '#contracts/account.schema.js';
import type { Accounts, SignedIn } from '#contracts/account-call.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { quotaOf } from '#core/accounts/quota.js';
import { isApiToken, PLAIN_SECRET } from '#core/accounts/secret.js';
import { ACCOUNTS } from '#nest-kit/accounts/accounts-token.js';
import { KnownIdentities } from '#nest-kit/accounts/known-identities.js';
import { accessCookie, giveCookies, refreshCookie, takeCookies } from '#nest-kit/accounts/session-cookies.js';
import { Sessions } from '#nest-kit/accounts/sessions.js';
import { bearerOf } from '#nest-kit/accounts/signed-in-only.js';
import { Who } from '#nest-kit/accounts/who.decorator.js';
import { addressOf } from '#nest-kit/http/address-of.js';
import { JsonBody } from '#nest-kit/http/json-body.decorator.js';
import { schemaOf } from '#nest-kit/http/openapi.js';
import { GATEWAY_PARAMS } from '#nest-kit/platform/tokens.js';
import { ApiProblem, ApiReply } from './openapi-decorators.js';
import { checkedBody } from './query.js';

const cookie = z
  .boolean()
  .default(false)
  .describe('For browsers: the tokens go into cookies that no script can read, and not into the reply.');
const LoginSchema = CredentialsSchema.extend({ cookie });
const LinkSchema = z.strictObject({ link: z.string().max(200), cookie });
const RefreshSchema = z.strictObject({
  refresh_token: z.string().max(200).describe('Unset: that of the cookie.').optional(),
});
const LogoutSchema = z.strictObject({
  refresh_token: z
    .string()
    .regex(PLAIN_SECRET, 'is no refresh token; an access token is sent as Authorization: Bearer')
    .describe('Unset: the session of the access token in the header Authorization, or that of the cookies.')
    .optional(),
});
const SessionReplySchema = SessionSchema.partial({ access_token: true, refresh_token: true });
type SessionReply = z.infer<typeof SessionReplySchema>;

const ApiRefused = ApiProblem(401, 'Name and password, or link, or token are not good.');

@ApiTags('accounts')
@Controller('api/v1/auth')
export class AuthController {
  constructor(
    @Inject(ACCOUNTS) private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly identities: KnownIdentities,
    @Inject(GATEWAY_PARAMS) private readonly params: GatewayParams,
  ) {}

  @Post('login')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sign in by name and password' })
  @ApiBody({ schema: schemaOf(LoginSchema, 'input') })
  @ApiReply(SessionReplySchema)
  @ApiRefused
  @ApiProblem(403, 'The password is for the first sign-in only; send another as new_password.')
  @ApiProblem(429, 'Too many wrong passwords; see Retry-After.')
  async login(
    @JsonBody() body: unknown,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionReply> {
    const { cookie, ...credentials } = checkedBody(LoginSchema, body);
    await this.identities.ready();
    const by = { name: credentials.name, from: addressOf(request) };
    return this.begin(await this.accounts.signIn(credentials, by), cookie, request, response);
  }

  @Post('link')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sign in by a link that a start of the platform has printed; it is good once' })
  @ApiBody({ schema: schemaOf(LinkSchema, 'input') })
  @ApiReply(SessionReplySchema)
  @ApiRefused
  async link(
    @JsonBody() body: unknown,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionReply> {
    const { cookie, link } = checkedBody(LinkSchema, body);
    await this.identities.ready();
    const signedIn = await this.accounts.useLink(link, { name: '', from: addressOf(request) });
    return this.begin(signedIn, cookie, request, response);
  }

  @Post('refresh')
  @HttpCode(200)
  @ApiOperation({ summary: 'The next access token; a refresh token that comes twice ends its session' })
  @ApiBody({ required: false, schema: schemaOf(RefreshSchema, 'input') })
  @ApiReply(SessionReplySchema)
  @ApiRefused
  async refresh(
    @JsonBody() body: unknown,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionReply> {
    const { refresh_token } = checkedBody(RefreshSchema, body);
    const token = refresh_token ?? refreshCookie(request);
    if (token === undefined) throw new DomainError('auth/required', 'There is no session; sign in.');
    const by = { name: '', from: addressOf(request) };
    const signedIn = await this.accounts.refresh(token, by).catch((error: unknown) => {
      // It may have ended a session.
      this.identities.forget();
      throw error;
    });
    return this.begin(signedIn, refresh_token === undefined, request, response);
  }

  @Post('logout')
  @HttpCode(204)
  @ApiOperation({
    summary: 'End a session: its access tokens and its refresh token are refused from then on',
    description:
      'The one of the refresh token in the body, else of the access token in the header Authorization (one whose 15 minutes are over will do), else of the cookies. One that has ended already is no error.',
  })
  @ApiBody({ required: false, schema: schemaOf(LogoutSchema, 'input') })
  @ApiResponse({ status: 204 })
  @ApiProblem(400, 'What is sent is an API token, which has no session: it is revoked.')
  @ApiProblem(401, 'Nothing that is sent names a session.')
  async logout(
    @JsonBody() body: unknown,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    const { refresh_token } = checkedBody(LogoutSchema, body);
    await this.endNamed(refresh_token, request);
    this.identities.forget();
    takeCookies(request, response);
  }

  @Get('me')
  @ApiOperation({
    summary: 'Whom the credential stands for, what it may be used for, and how much its account uses',
  })
  @ApiReply(ProfileSchema)
  async me(@Who() who: Identity): Promise<Profile> {
    const { own, documents_today, kept_bytes } = await this.accounts.usage(who.account.id);
    return { ...who, usage: { documents_today, kept_bytes }, quota: quotaOf(own, this.params) };
  }

  /** What says more about which session is meant goes first. */
  private async endNamed(refresh_token: string | undefined, request: Request): Promise<void> {
    const header = refresh_token === undefined ? bearerOf(request) : undefined;
    const refresh = refresh_token ?? (header === undefined ? refreshCookie(request) : undefined);
    const access = header ?? accessCookie(request);
    if (refresh !== undefined) await this.accounts.signOut(refresh);
    else if (access === undefined) {
      throw new DomainError(
        'auth/required',
        'Nothing says which session is to end: send its access token as Authorization: Bearer, or its refresh_token.',
      );
    } else if (isApiToken(access)) {
      throw new DomainError(
        'request/invalid',
        'An API token has no session that could end; revoke it: DELETE /api/v1/tokens/{id}, or docket token revoke.',
      );
    } else await this.accounts.endSession(await this.sessions.idOf(access, { late: true }));
  }

  private async begin(
    signedIn: SignedIn,
    cookie: boolean,
    request: Request,
    response: Response,
  ): Promise<SessionReply> {
    const session = await this.sessions.sessionOf(signedIn);
    if (!cookie) return session;
    giveCookies(request, response, session);
    const { access_token: _, refresh_token: __, ...told } = session;
    return told;
  }
}
