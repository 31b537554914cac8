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
