/** The `Idempotency-Key` of an upload. */
import { applyDecorators } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Request } from 'express';
import { UploadKeySchema } from '#contracts/document-message.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { schemaOf } from '#nest-kit/http/openapi.js';

export const ApiUploadKey = () =>
  applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      schema: schemaOf(UploadKeySchema),
      description: 'Names this upload. Sent again within a day, it brings the same documents and adds none.',
    }),
  );

/** As it stands in the header, or within the quotes of a structured field (draft-ietf-httpapi-idempotency-key-header). */
export function uploadKeyOf(request: Request): string | undefined {
  const written = request.get('idempotency-key');
  if (written === undefined) return undefined;
  const key = UploadKeySchema.safeParse(written.replace(/^"(.*)"$/, '$1')).data;
  if (key !== undefined) return key;
  throw new DomainError(
    'request/invalid',
    'Idempotency-Key takes 1 to 255 visible characters of ASCII, such as a UUID.',
  );
}
