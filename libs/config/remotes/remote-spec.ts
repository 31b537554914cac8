/** A remote as its file describes it, whichever file that is. */

export interface RemoteSpec {
  name: string;
  /** 's3://bucket/prefix', or an absolute directory. */
  url: string;
  /** The file (or variable) that says so. */
  definedIn: string;
  endpoint?: string | undefined;
  region?: string | undefined;
  profile?: string | undefined;
  accessKeyId?: string | undefined;
  secretAccessKey?: string | undefined;
  sessionToken?: string | undefined;
  /** Absolute path of the authorities' certificates (PEM). */
  ca?: string | undefined;
  /** False: any certificate is taken. */
  verifyTls?: boolean | undefined;
  /** Unset: where there is an endpoint. */
  pathStyle?: boolean | undefined;
  sse?: string | undefined;
  sseKmsKeyId?: string | undefined;
  /** Base64 of 32 bytes. */
  sseCustomerKey?: string | undefined;
  acl?: string | undefined;
}

export interface Remotes {
  /** Name of the one that is meant where none is named. */
  default: string | null;
  remotes: ReadonlyMap<string, RemoteSpec>;
}
