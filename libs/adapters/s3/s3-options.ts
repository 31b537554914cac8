/** How one S3 bucket is reached: address, credentials, encryption. */
import { DomainError } from '#contracts/domain-error.js';

export interface S3Options {
  bucket: string;
  /** '' or 'some/folder', without slashes at its ends. */
  prefix: string;
  /** Unset: AWS itself. */
  endpoint?: string | undefined;
  region?: string | undefined;
  /** Unset: the AWS chain (profiles, roles of machines and containers). */
  credentials?:
    | { accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined }
    | undefined;
  profile?: string | undefined;
  pathStyle?: boolean | undefined;
  /** Certificates of authorities (PEM) beside those that Node knows. */
  ca?: string | undefined;
  verifyTls?: boolean | undefined;
  sse?: string | undefined;
  sseKmsKeyId?: string | undefined;
  /** 32 bytes. */
  sseCustomerKey?: Uint8Array | undefined;
  acl?: string | undefined;
  /** Seconds without a byte after which a connection counts as dead. */
  stall: number;
  /** How people name where this is configured, for remedies: "remotes.yaml". */
  definedIn: string;
}

/** @param url `s3://bucket/prefix` @throws DomainError 'config/invalid' */
export function s3Address(url: string, definedIn: string): { bucket: string; prefix: string } {
  const found = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(url);
  if (found === null) {
    throw new DomainError(
      'config/invalid',
      `'${url}' (${definedIn}) names no bucket; write s3://bucket or s3://bucket/prefix.`,
    );
  }
  return { bucket: found[1]!, prefix: (found[2] ?? '').replace(/^\/+|\/+$/g, '') };
}

/** @returns 's3://bucket/prefix' */
export const addressOf = ({ bucket, prefix }: Pick<S3Options, 'bucket' | 'prefix'>): string =>
  `s3://${bucket}${prefix && `/${prefix}`}`;

/** @returns the fields of a request that makes an object */
export function creationOf({ sse, sseKmsKeyId, acl }: S3Options): Record<string, string> {
  return {
    ...(sse !== undefined && { ServerSideEncryption: sse }),
    ...(sseKmsKeyId !== undefined && { SSEKMSKeyId: sseKmsKeyId }),
    ...(acl !== undefined && { ACL: acl }),
  };
}

/** @returns the fields of every request about an object's content that the customer's key encrypts */
export function customerKeyOf({
  sseCustomerKey,
}: S3Options): Record<string, never> | { SSECustomerAlgorithm: string; SSECustomerKey: string } {
  if (sseCustomerKey === undefined) return {};
  // The SDK takes bytes as well, which its types do not say.
  return { SSECustomerAlgorithm: 'AES256', SSECustomerKey: sseCustomerKey as unknown as string };
}
