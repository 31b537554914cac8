/** The remotes of a DVC project: .dvc/config, and .dvc/config.local (secrets, not in git) over it. */
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { DomainError } from '#contracts/domain-error.js';
import type { RemoteSpec, Remotes } from './remote-spec.js';

type Sections = Map<string, Map<string, string>>;

/** Sections and keys of the INI dialect that DVC writes: `['remote "name"']`, values with or without quotes. */
export function parseDvcConfig(text: string): Sections {
  const sections: Sections = new Map();
  let section = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[\s*(.+?)\s*\]\s*(?:[#;].*)?$/.exec(line);
    if (header !== null) {
      const name = header[1]!.replace(/^'(.*)'$/, '$1');
      section = sections.get(name) ?? new Map();
      sections.set(name, section);
      continue;
    }
    const pair = /^\s*([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line);
    if (pair === null) continue;
    const quoted = /^(["'])(.*)\1\s*(?:#.*)?$/.exec(pair[2]!);
    section.set(pair[1]!.toLowerCase(), quoted === null ? pair[2]!.replace(/\s+#.*$/, '') : quoted[2]!);
  }
  return sections;
}

/** @returns null where this is no DVC project. @throws DomainError 'config/invalid' for what Docket cannot reach */
export async function readDvcConfig(root: string): Promise<Remotes | null> {
  const folder = join(root, '.dvc');
  const texts = await Promise.all(
    ['config', 'config.local'].map((name) => readFile(join(folder, name), 'utf8').catch(() => null)),
  );
  if (texts[0] === null && texts[1] === null) return null;
  const merged: Sections = new Map();
  for (const text of texts) {
    for (const [name, values] of parseDvcConfig(text ?? '')) {
      const section = merged.get(name) ?? new Map<string, string>();
      for (const [key, value] of values) section.set(key, value);
      merged.set(name, section);
    }
  }
  const raw = new Map<string, Map<string, string>>();
  for (const [name, values] of merged) {
    const remote = /^remote "(.+)"$/.exec(name);
    if (remote !== null) raw.set(remote[1]!, values);
  }
  const remotes = new Map<string, RemoteSpec>();
  for (const [name, values] of raw) remotes.set(name, specOf(name, values, raw, folder));
  return { default: merged.get('core')?.get('remote') ?? null, remotes };
}

function specOf(
  name: string,
  values: ReadonlyMap<string, string>,
  all: ReadonlyMap<string, ReadonlyMap<string, string>>,
  folder: string,
): RemoteSpec {
  const verify = values.get('ssl_verify');
  const off = verify?.toLowerCase() === 'false';
  return {
    name,
    url: urlOf(name, values, all, folder, 0),
    definedIn: '.dvc/config',
    endpoint: values.get('endpointurl'),
    region: values.get('region'),
    profile: values.get('profile'),
    accessKeyId: values.get('access_key_id'),
    secretAccessKey: values.get('secret_access_key'),
    sessionToken: values.get('session_token'),
    ca: verify === undefined || off || verify.toLowerCase() === 'true' ? undefined : resolve(folder, verify),
    verifyTls: off ? false : undefined,
    sse: values.get('sse'),
    sseKmsKeyId: values.get('sse_kms_key_id'),
    sseCustomerKey: values.get('sse_customer_key'),
    acl: values.get('acl'),
  };
}

/** Remotes may build on each other's addresses: `remote://name/path`. */
function urlOf(
  name: string,
  values: ReadonlyMap<string, string>,
  all: ReadonlyMap<string, ReadonlyMap<string, string>>,
  folder: string,
  depth: number,
): string {
  const url = values.get('url');
  if (url === undefined || depth > all.size) {
    throw new DomainError('config/invalid', `.dvc/config: remote '${name}' has no url; give it one.`);
  }
  const based = /^remote:\/\/([^/]+)(\/.*)?$/.exec(url);
  if (based !== null && all.has(based[1]!)) {
    const above = urlOf(based[1]!, all.get(based[1]!)!, all, folder, depth + 1);
    return `${above.replace(/\/+$/, '')}${based[2] ?? ''}`;
  }
  return url.includes('://') || isAbsolute(url) ? url : resolve(folder, url);
}
