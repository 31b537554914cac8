/** Takes the files of a request and keeps them, within this platform's limits. */
import { join } from 'node:path';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Request, Response } from 'express';
import { tryWriting } from '#adapters/try-writing.js';
import type { Workspace } from '#composition/open-workspace.js';
import type { GatewayParams } from '#config/params/gateway.params.js';
import { diskError } from '#contracts/disk-error.js';
import { ObjectStore } from '#ports/object-store.port.js';
import { HealthChecks } from '../health/health-checks.js';
import { GATEWAY_PARAMS, WORKSPACE } from '../platform/tokens.js';
import { Documents } from './documents.js';
import { type ReceivedUpload, receiveUpload } from './receive-upload.js';

@Injectable()
export class UploadReceiver implements OnModuleInit {
  constructor(
    private readonly documents: Documents,
    private readonly objects: ObjectStore,
    private readonly health: HealthChecks,
    @Inject(GATEWAY_PARAMS) private readonly params: GatewayParams,
    @Inject(WORKSPACE) private readonly workspace: Workspace,
  ) {}

  onModuleInit(): void {
    this.health.add('object-store', () => this.objects.check());
    this.health.add('uploads', () => this.check());
  }

  /** @throws what {@link receiveUpload} throws */
  receive(request: Request, response: Response): Promise<ReceivedUpload> {
    return receiveUpload(request, response, {
      ...{ target: this.documents, limits: this.params },
      spoolFolder: this.spoolFolder,
    });
  }

  /** Whether there is room for files while they are received. @throws DomainError 'workspace/…' */
  private async check(): Promise<void> {
    await tryWriting(this.spoolFolder).catch((error: unknown) => {
      throw diskError(error, 'receiving uploads', this.spoolFolder);
    });
  }

  private get spoolFolder(): string {
    return join(this.workspace.state, 'uploads');
  }
}
