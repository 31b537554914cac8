/**
 * Turns a stage's inputs and outputs into messages and back; what is large goes through the object store.
 *
 * Files are uploads and bundles are models: their objects are there for longer than the call. Everything else is put
 * there for the call alone and deleted by the caller, so that a deleted document leaves no copy of its text.
 */
import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { DomainError } from '#contracts/domain-error.js';
import type { Artifact, FileBundle, JsonCollection, SourceFile } from '#contracts/stage.js';
import {
  type Cargo,
  INLINE_BYTES,
  ONCE_MARK_BYTES,
  type TravellingValue,
} from '#contracts/stage-message.schema.js';
import type { ObjectStore } from '#ports/object-store.port.js';

type Declared = Readonly<Record<string, Artifact<unknown>>>;

/** Bundles kept decoded: the live model, and the one before it while calls still use it. */
const BUNDLES_KEPT = 2;

export class TravellingValues {
  private readonly sent = new WeakMap<Uint8Array, Promise<Cargo>>();
  private readonly bundles = new Map<string, Promise<FileBundle>>();

  /** @param options.files whether files that are sent are there for longer than the call, as uploads are */
  constructor(
    private readonly objects: ObjectStore,
    private readonly options: { files: 'kept' | 'once' } = { files: 'kept' },
  ) {}

  /** @throws DomainError of the object store */
  async pack(values: Record<string, unknown>, declared: Declared): Promise<Record<string, TravellingValue>> {
    const entries = Object.entries(declared).map(
      async ([name, artifact]) => [name, await this.packOne(values[name], artifact)] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  }

  /** @throws DomainError 'request/invalid' where a value is not as declared, or one of the object store's */
  async unpack(
    values: Record<string, TravellingValue>,
    declared: Declared,
  ): Promise<Record<string, unknown>> {
    const entries = Object.entries(declared).map(async ([name, artifact]) => {
      const value = values[name] ?? { kind: 'none' as const };
      if (value.kind === 'none' ? !artifact.optional : value.kind !== artifact.kind) {
        throw new DomainError(
          'request/invalid',
          `'${name}' must be a ${artifact.kind}, not ${value.kind}; caller and stage are of different versions of Docket.`,
        );
      }
      return [name, await this.unpackOne(name, value, artifact)] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  /** Deletes what was made for this call alone. No error where the store cannot: the call is over. */
  async release(values: Record<string, TravellingValue>): Promise<void> {
    const once = Object.values(values)
      .flatMap(cargoesOf)
      .flatMap((cargo) => ('sha256' in cargo && cargo.once ? [cargo.sha256] : []));
    await Promise.all(once.map((sha256) => this.objects.delete(sha256).catch(() => undefined)));
  }

  private async packOne(value: unknown, artifact: Artifact<unknown>): Promise<TravellingValue> {
    if (value === undefined) return { kind: 'none' };
    switch (artifact.kind) {
      case 'file': {
        const { path, bytes } = value as SourceFile;
        const kept = this.options.files === 'kept';
        return { kind: 'file', path, cargo: await (kept ? this.loadKept(bytes) : this.load(bytes)) };
      }
      case 'json':
        return { kind: 'json', cargo: await this.load(Buffer.from(JSON.stringify(value))) };
      case 'text':
        return { kind: 'text', cargo: await this.load(Buffer.from(value as string)) };
      case 'bundle': {
        const files: Record<string, Cargo> = {};
        for (const [name, bytes] of Object.entries(value as FileBundle))
          files[name] = await this.loadKept(bytes);
        return { kind: 'bundle', files };
      }
      case 'collection': {
        const collection = value as JsonCollection<unknown>;
        const documents: [string, Cargo][] = [];
        for (const path of collection.paths) {
          documents.push([path, await this.load(Buffer.from(JSON.stringify(await collection.read(path))))]);
        }
        return { kind: 'collection', documents };
      }
    }
  }

  private async unpackOne(
    name: string,
    value: TravellingValue,
    artifact: Artifact<unknown>,
  ): Promise<unknown> {
    switch (value.kind) {
      case 'none':
        return undefined;
      case 'file':
        return { path: value.path, bytes: await this.unload(value.cargo) } satisfies SourceFile;
      case 'json':
        return parsed(name, await this.unload(value.cargo), artifact);
      case 'text':
        return Buffer.from(await this.unload(value.cargo)).toString('utf8');
      case 'bundle':
        return this.bundle(value.files);
      case 'collection': {
        const cargoes = new Map(value.documents);
        return {
          paths: [...cargoes.keys()],
          read: async (path) => {
            const cargo = cargoes.get(path);
            if (!cargo) throw new DomainError('request/invalid', `'${name}' has no document '${path}'.`);
            return parsed(path, await this.unload(cargo), artifact);
          },
        } satisfies JsonCollection<unknown>;
      }
    }
  }

  private async load(bytes: Uint8Array): Promise<Cargo> {
    if (bytes.byteLength <= INLINE_BYTES) return inline(bytes);
    const sha256 = await this.objects.put(Buffer.concat([randomBytes(ONCE_MARK_BYTES), bytes]));
    return { sha256, bytes: bytes.byteLength, once: true };
  }

  /** The same bytes are sent again and again: they are hashed and looked up once. */
  private async loadKept(bytes: Uint8Array): Promise<Cargo> {
    if (bytes.byteLength <= INLINE_BYTES) return inline(bytes);
    let cargo = this.sent.get(bytes);
    if (!cargo) {
      cargo = this.objects.put(bytes).then((sha256) => ({ sha256, bytes: bytes.byteLength }));
      this.sent.set(bytes, cargo);
      cargo.catch(() => this.sent.delete(bytes));
    }
    return cargo;
  }

  private async unload(cargo: Cargo): Promise<Uint8Array> {
    if ('inline' in cargo) return Buffer.from(cargo.inline, 'base64');
    const bytes = await this.objects.get(cargo.sha256);
    return cargo.once ? bytes.subarray(ONCE_MARK_BYTES) : bytes;
  }

  /** The same model arrives with every document: it is fetched once, and stages may remember it by identity. */
  private bundle(files: Record<string, Cargo>): Promise<FileBundle> {
    const key = JSON.stringify(Object.entries(files).sort(([left], [right]) => (left < right ? -1 : 1)));
    const bundle = this.bundles.get(key) ?? this.fetchBundle(files);
    this.bundles.delete(key);
    this.bundles.set(key, bundle);
    bundle.catch(() => this.bundles.delete(key));
    if (this.bundles.size > BUNDLES_KEPT) this.bundles.delete(this.bundles.keys().next().value!);
    return bundle;
  }

  private async fetchBundle(files: Record<string, Cargo>): Promise<FileBundle> {
    const entries = Object.entries(files).map(
      async ([name, cargo]) => [name, await this.unload(cargo)] as const,
    );
    return Object.freeze(Object.fromEntries(await Promise.all(entries)));
  }
}

const inline = (bytes: Uint8Array): Cargo => ({ inline: Buffer.from(bytes).toString('base64') });

function cargoesOf(value: TravellingValue): Cargo[] {
  switch (value.kind) {
    case 'none':
      return [];
    case 'bundle':
      return Object.values(value.files);
    case 'collection':
      return value.documents.map(([, cargo]) => cargo);
    default:
      return [value.cargo];
  }
}

function parsed(name: string, bytes: Uint8Array, { schema }: Artifact<unknown>): unknown {
  const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
  if (!schema) return value;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new DomainError(
    'request/invalid',
    `'${name}' is not of the declared shape (${issue?.path.join('.')}: ${issue?.message}); caller and stage are of different versions of Docket.`,
  );
}
