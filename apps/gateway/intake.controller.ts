/** `/api/v1/admin/intake`: how the watched folder is doing. */
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type IntakeCalls, type IntakeStatus, IntakeStatusSchema } from '#contracts/intake.schema.js';
import { INTAKE } from '#nest-kit/intake/intake-token.js';
import { ApiReply } from './openapi-decorators.js';

@ApiTags('intake')
@Controller('api/v1/admin/intake')
export class IntakeController {
  constructor(@Inject(INTAKE) private readonly intake: IntakeCalls) {}

  @Get()
  @ApiOperation({
    summary: 'How the intake folder is doing: what waits, what is in the way, what is passed over',
  })
  @ApiReply(IntakeStatusSchema)
  status(): Promise<IntakeStatus> {
    return this.intake.status();
  }
}
