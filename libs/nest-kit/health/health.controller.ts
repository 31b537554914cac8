/** `/health/live`, `/health/ready` and `/metrics` of every app. */
import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Metrics } from '../observability/metrics.js';
import { PROCESS_IDENTITY, type ProcessIdentity } from '../process-identity.js';
import { HealthChecks } from './health-checks.js';

@ApiTags('operation')
@Controller()
export class HealthController {
  constructor(
    private readonly checks: HealthChecks,
    private readonly metrics: Metrics,
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
    return { status: ready ? 'ready' : 'not-ready', apps: this.identity.apps, checks };
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOperation({ summary: 'For Prometheus' })
  @ApiResponse({ status: 200, content: { 'text/plain': {} } })
  text(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
