/** Takes the files of a request into this platform's object store, within its limits. */
import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { GatewayParams } from '#config/params/gateway.params.js';
import { ObjectStore } from '#ports/object-store.port.js';
import { GATEWAY_PARAMS } from '../platform/tokens.js';
import type { StoredFile } from './documents.js';
import { receiveUpload } from './receive-upload.js';

@Injectable()
export class UploadReceiver {
  constructor(
    private readonly objects: ObjectStore,
    @Inject(GATEWAY_PARAMS) private readonly params: GatewayParams,
  ) {}

  /** @throws what {@link receiveUpload} throws */
  receive(request: Request, response: Response): Promise<StoredFile[]> {
    return receiveUpload(request, response, this.objects, this.params);
  }
}
