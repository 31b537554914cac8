/** Which objects a remote already has whole: by asking for each, or from its listing, whichever is less work. */
import { AdaptiveLimit } from '#core/transfer/adaptive-limit.js';
import { chooseLookup, FEW } from '#core/transfer/choose-lookup.js';
import { contentMd5, OBJECTS, objectKey, objectName } from '#core/transfer/object-key.js';
import { runTransfers } from '#core/transfer/run-transfers.js';
import type { Remote, RemoteObject } from '#ports/remote.port.js';
import { transferWorld } from './transfer-world.js';

export interface LookupRequest {
  /** Name to size; null where it is not known here. */
  expected: ReadonlyMap<string, number | null>;
  patience: number;
  signal: AbortSignal;
  onWaiting(reason: string, seconds: number): void;
}

/** Folders of objects: one for each first byte of a hash. */
const hexDigits = [...'0123456789abcdef'];

/** @returns those whose size (and hash, where the remote tells it) is as it should be */
export async function findOnRemote(remote: Remote, request: LookupRequest): Promise<Set<string>> {
  const { expected } = request;
  const present = new Set<string>();
  const see = (object: RemoteObject): void => {
    const name = objectName(object.key);
    if (name === null || !expected.has(name)) return;
    const size = expected.get(name);
    if (size !== null && size !== object.size) return;
    if (object.md5 !== null && object.md5 !== contentMd5(name)) return;
    present.add(name);
  };
  const each = async (items: string[], work: (item: string, signal: AbortSignal) => Promise<void>) => {
    const { start, most } = remote.concurrency;
    await runTransfers(transferWorld, {
      items: items.map((item) => ({ item, size: 0, memory: 0 })),
      work: ({ item }, signal) => work(item, signal),
      limit: new AdaptiveLimit(start, most),
      memory: Number.POSITIVE_INFINITY,
      patience: request.patience,
      signal: request.signal,
      onProgress: () => undefined,
      onWaiting: request.onWaiting,
    }).then(([failure]) => {
      if (failure !== undefined) throw failure.error;
    });
  };

  let sampled = 0;
  if (expected.size > FEW && remote.namesPerListing > 1) {
    await each([`${OBJECTS}00/`], async (prefix, signal) => {
      sampled = 0;
      for await (const object of remote.list(prefix, signal)) {
        sampled++;
        see(object);
      }
    });
    if (chooseLookup(expected.size, sampled, remote.namesPerListing) === 'list') {
      await each(
        hexDigits.map((digit) => `${OBJECTS}${digit}`),
        async (prefix, signal) => {
          for await (const object of remote.list(prefix, signal)) see(object);
        },
      );
      return present;
    }
  }
  await each([...expected.keys()], async (name, signal) => {
    const object = await remote.stat(objectKey(name), signal);
    if (object !== null) see(object);
  });
  return present;
}
