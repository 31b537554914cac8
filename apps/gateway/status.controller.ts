/** `/api/v1/status`: which model answers, what is being trained, and what may be uploaded. */
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { GatewayParams } from '#config/params/gateway.params.js';
import { type PlatformStatus, PlatformStatusSchema } from '#contracts/platform-status.schema.js';
import { ModelWatch } from '#nest-kit/orchestrator/model-watch.js';
import { GATEWAY_PARAMS } from '#nest-kit/platform/tokens.js';
import { PROCESS_IDENTITY, type ProcessIdentity } from '#nest-kit/process-identity.js';
import { ApiReply } from './openapi-decorators.js';

@ApiTags('operation')
@Controller('api/v1/status')
export class StatusController {
  constructor(
    private readonly model: ModelWatch,
    @Inject(GATEWAY_PARAMS) private readonly params: GatewayParams,
    @Inject(PROCESS_IDENTITY) private readonly identity: ProcessIdentity,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Which model answers, what is being trained, what may be uploaded' })
  @ApiReply(PlatformStatusSchema)
  async show(): Promise<PlatformStatus> {
    const { max_file_bytes, max_files } = this.params;
    const status = await this.model.status();
    return { version: this.identity.version, ...status, limits: { max_file_bytes, max_files } };
  }
}
