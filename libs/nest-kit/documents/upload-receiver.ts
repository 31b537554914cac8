/** Takes the files of a request and keeps them, within this platform's limits. */
import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { GatewayParams } from '#config/params/gateway.params.js';
import type { StoredFile } from '#contracts/document-message.schema.js';
import { GATEWAY_PARAMS } from '../platform/tokens.js';
import { Documents } from './documents.js';
import { receiveUpload } from './receive-upload.js';

@Injectable()
export class UploadReceiver {
  constructor(
    private readonly documents: Documents,
    @Inject(GATEWAY_PARAMS) private readonly params: GatewayParams,
  ) {}

  /** @throws what {@link receiveUpload} throws */
  receive(request: Request, response: Response): Promise<StoredFile[]> {
    return receiveUpload(request, response, this.documents, this.params);
  }
}
