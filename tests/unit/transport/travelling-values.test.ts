/** What travels between processes arrives as it was; what was stored for one call alone is gone after it. */
import { z } from 'zod';
import { TravellingValues } from '#adapters/transport/travelling-values.js';
import type { Artifact } from '#contracts/stage.js';
import { INLINE_BYTES } from '#contracts/stage-message.schema.js';
import { ObjectStore } from '#ports/object-store.port.js';

/** In memory; names count up, so that a wrong one is not there. */
class ObjectsInMemory extends ObjectStore {
  readonly kept = new Map<string, Uint8Array>();
  override async put(bytes: Uint8Array): Promise<string> {
    const equal = [...this.kept].find(([, each]) => Buffer.from(each).equals(bytes));
    const name = equal?.[0] ?? String(this.kept.size).padStart(64, '0');
    this.kept.set(name, bytes);
    return name;
  }
  override async get(sha256: string): Promise<Uint8Array> {
    return this.kept.get(sha256)!;
  }
  override async has(sha256: string): Promise<boolean> {
    return this.kept.has(sha256);
  }
  override async delete(sha256: string): Promise<void> {
    this.kept.delete(sha256);
  }
  override async check(): Promise<void> {}
}

const json = { kind: 'json', schema: z.object({ text: z.string() }) } as Artifact<unknown>;
const file = { kind: 'file' } as Artifact<unknown>;
const bundle = { kind: 'bundle' } as Artifact<unknown>;
const long = { text: 'long '.repeat(INLINE_BYTES) };

test('large and small values arrive as they were', async () => {
  const values = new TravellingValues(new ObjectsInMemory());
  const declared = { small: json, large: json, none: { ...json, optional: true } as Artifact<unknown> };
  const packed = await values.pack({ small: { text: 'a' }, large: long }, declared);
  expect(await values.unpack(packed, declared)).toEqual({ small: { text: 'a' }, large: long });
});

test('two calls with the same value never share what one of them deletes', async () => {
  const objects = new ObjectsInMemory();
  const values = new TravellingValues(objects);
  const first = await values.pack({ document: long }, { document: json });
  const second = await values.pack({ document: long }, { document: json });
  await values.release(first);
  expect(await values.unpack(second, { document: json })).toEqual({ document: long });
  await values.release(second);
  expect(objects.kept.size).toBe(0);
});

test('uploads and models outlive the call', async () => {
  const objects = new ObjectsInMemory();
  const values = new TravellingValues(objects);
  const bytes = new Uint8Array(INLINE_BYTES + 1).fill(7);
  const weights = new Uint8Array(INLINE_BYTES + 1).fill(9);
  const declared = { file, model: bundle };
  const packed = await values.pack({ file: { path: 'a.png', bytes }, model: { weights } }, declared);
  await values.release(packed);
  expect([...objects.kept.values()]).toEqual([bytes, weights]);
  expect(await values.unpack(packed, declared)).toEqual({
    file: { path: 'a.png', bytes },
    model: { weights },
  });
});
