/** Takes the files of a request and keeps them, within this platform's limits. */
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Workspace } from '#composition/open-workspace.js';
import type { GatewayParams } from '#config/params/gateway.params.js';
import { GATEWAY_PARAMS, WORKSPACE } from '../platform/tokens.js';
import { Documents } from './documents.js';
import { type ReceivedUpload, receiveUpload } from './receive-upload.js';

@Injectable()
export class UploadReceiver {
  constructor(
    private readonly documents: Documents,
    @Inject(GATEWAY_PARAMS) private readonly params: GatewayParams,
    @Inject(WORKSPACE) private readonly workspace: Workspace,
  ) {}

  /** @throws what {@link receiveUpload} throws */
  receive(request: Request, response: Response): Promise<ReceivedUpload> {
    return receiveUpload(request, response, {
      ...{ target: this.documents, limits: this.params },
      spoolFolder: join(this.workspace.state, 'uploads'),
    });
  }
}
