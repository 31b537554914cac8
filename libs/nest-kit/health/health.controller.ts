/** `/health/live`, `/health/ready` and `/metrics` of every app. */
import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Workspace } from '#composition/open-workspace.js';
import { Metrics } from '../observability/metrics.js';
import { WORKSPACE } from '../platform/tokens.js';
import { PROCESS_IDENTITY, type ProcessIdentity } from '../process-identity.js';
import { HealthChecks } from './health-checks.js';
import { withoutPlaces } from './without-places.js';

@ApiTags('operation')
@Controller()
export class HealthController {
  constructor(
    private readonly checks: HealthChecks,
    private readonly metrics: Metrics,
    @Inject(WORKSPACE) private readonly workspace: Pick<Workspace, 'directory'>,
    @Inject(PROCESS_IDENTITY) private readonly identity: ProcessIdentity,
  ) {}

  @Get('health/live')
  @ApiOperation({ summary: 'The process runs and answers' })
  @ApiResponse({ status: 200 })
  live() {
    return { status: 'live', ...this.identity, uptime_seconds: Math.round(process.uptime()) };
  }

  @Get('health/ready')
  @ApiOperation({ summary: 'Everything the process needs works; else 503 with what does not' })
  @ApiResponse({ status: 200 })
  @ApiResponse({ status: 503 })
  async ready(@Res({ passthrough: true }) response: Response) {
    const { ready, checks } = await this.checks.run();
    response.status(ready ? 200 : 503);
    const shown = Object.entries(checks).map(([name, { message, ...check }]) => [
      name,
      {
        ...check,
        ...(message !== undefined && { message: withoutPlaces(message, this.workspace.directory) }),
      },
    ]);
    return {
      status: ready ? 'ready' : 'not-ready',
      apps: this.identity.apps,
      checks: Object.fromEntries(shown),
    };
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOperation({ summary: 'For Prometheus' })
  @ApiResponse({ status: 200, content: { 'text/plain': {} } })
  text(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
