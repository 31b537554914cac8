/** Reads a model bundle, and refuses one that is not whole, not of this format or not of numbers. */
import { DomainError } from '#contracts/domain-error.js';
import type { ErrorCode } from '#contracts/error-codes.js';
import {
  MODEL_FORMAT,
  type ModelBundle,
  ModelBundleSchema,
  READABLE_FORMATS,
} from '#contracts/model-bundle.schema.js';
import type { FileBundle } from '#contracts/stage.js';
import { BUNDLE_INDEX, BUNDLE_SIGNATURE, sha256 } from './encode-model.js';
import type { FigureBlock, LinearModel, TermBlock } from './linear-model.js';
import { bytesToFloat32, bytesToFloat64, bytesToInt32, type WrongLength } from './number-file.js';

const decoded = new WeakMap<FileBundle, LinearModel>();

/** What to do about a bundle that cannot be read, for those who have it. */
export interface BundleRemedies {
  /** Its files are not as training wrote them, or are not there. */
  readonly restore: string;
  /** It is of a format that this Docket does not read. */
  readonly train: string;
}

const IN_WORKSPACE: BundleRemedies = {
  restore: 'Restore it (docket checkout, docket pull) or train it again: docket repro.',
  train: 'Train the model again: docket repro.',
};

/**
 * The model of a bundle, decoded once as long as the bundle is kept.
 * @param remedies end the messages of errors
 * @throws DomainError 'model/missing' and 'model/truncated' (a file is not there, or cut off), 'model/altered' (a byte is
 *   another), 'model/not-finite' (NaN or infinity), 'model/newer-format', 'model/unknown-format', 'model/damaged' (else)
 */
export function decodeModel(bundle: FileBundle, remedies = IN_WORKSPACE): LinearModel {
  let model = decoded.get(bundle);
  if (!model) {
    model = mending(remedies, () => decode(bundle));
    decoded.set(bundle, model);
  }
  return model;
}

function mending<Result>({ restore, train }: BundleRemedies, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { code, message, details, cause } = error;
    const remedy = OF_FORMAT.has(code) ? train : restore;
    throw new DomainError(code, `${message} ${remedy}`, details, { cause });
  }
}

const OF_FORMAT = new Set<ErrorCode>(['model/newer-format', 'model/unknown-format']);

function decode(bundle: FileBundle): LinearModel {
  const index = readIndex(bundle);
  const file = (name: string): Uint8Array => {
    const expected = index.files[name];
    const bytes = bundle[name];
    if (!expected || !bytes) throw damaged('model/truncated', `it lacks ${name}`, name);
    if (bytes.byteLength < expected.bytes) {
      throw damaged(
        'model/truncated',
        `${name} has ${bytes.byteLength} of ${expected.bytes} bytes; it was cut off, most often by a copy that did not finish`,
        name,
      );
    }
    if (bytes.byteLength > expected.bytes) throw lengthened(name, bytes.byteLength, expected.bytes);
    if (sha256(bytes) !== expected.sha256) {
      throw damaged('model/altered', `${name} is not the file that training wrote`, name);
    }
    return bytes;
  };
  const classes = index.labels.length;
  const floats = (name: string, length: number): Float32Array =>
    finite(bytesToFloat32(file(name), length, wrongLength(name)), name);
  const terms: TermBlock[] = index.terms.map(({ name, size, kind, min, max }) => ({
    name,
    vocabulary: {
      settings: { kind, min, max, min_documents: 1, max_share: 1, max_terms: size },
      keysA: bytesToInt32(file(`${name}.keys-a.i32`), size, wrongLength(`${name}.keys-a.i32`)),
      keysB: bytesToInt32(file(`${name}.keys-b.i32`), size, wrongLength(`${name}.keys-b.i32`)),
      idf: floats(`${name}.idf.f32`, size),
    },
    weights: floats(`${name}.weights.f32`, size * classes),
  }));
  const figures: FigureBlock[] = index.figures.map(({ name, width, waves, gamma, appearance }) => ({
    name,
    scaling: {
      settings: { waves, gamma, seed: 0 },
      centres: floats(`${name}.centres.f32`, width),
      spreads: floats(`${name}.spreads.f32`, width),
      units: floats(`${name}.units.f32`, width),
      directions: floats(`${name}.directions.f32`, width * waves),
      phases: floats(`${name}.phases.f32`, waves),
    },
    weights: floats(`${name}.weights.f32`, (waves || width) * classes),
    ...(appearance && {
      appearance: {
        means: floats(`${name}.means.f32`, (waves || width) * classes),
        spreads: floats(`${name}.within.f32`, waves || width),
      },
    }),
  }));
  const intercepts = finite(
    bytesToFloat64(file('intercepts.f64'), classes, wrongLength('intercepts.f64')),
    'intercepts.f64',
  );
  const centroids = floats('familiarity.centroids.f32', index.familiarity.terms * classes);
  const { span, claim: claims } = index.familiarity;
  const claim = claims ? floats('familiarity.claim.f32', (classes + 1) * classes) : null;
  const directions = span && floats('familiarity.directions.f32', span.terms * span.directions);
  const { files: _, ...description } = index;
  return { description, terms, figures, intercepts, centroids, claim, directions };
}

function readIndex(bundle: FileBundle): ModelBundle {
  const bytes = bundle[BUNDLE_INDEX];
  if (!bytes) {
    throw new DomainError('model/missing', `The model bundle has no ${BUNDLE_INDEX}.`, {
      file: BUNDLE_INDEX,
    });
  }
  const length = lengthOfIndex(bytes);
  if (length !== undefined && length < bytes.length && isSigned(bundle, bytes.subarray(0, length))) {
    throw lengthened(BUNDLE_INDEX, bytes.length, length);
  }
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw length !== undefined
      ? damaged('model/altered', `${BUNDLE_INDEX} is not the file that training wrote`, BUNDLE_INDEX, cause)
      : damaged('model/truncated', `${BUNDLE_INDEX} is not whole`, BUNDLE_INDEX, cause);
  }
  checkFormat((content as { format?: unknown } | null)?.format);
  checkSignature(bundle[BUNDLE_SIGNATURE], sha256(bytes));
  const parsed = ModelBundleSchema.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw damaged(
      'model/damaged',
      `${BUNDLE_INDEX}: ${issue?.path.join('.')} ${issue?.message}`,
      BUNDLE_INDEX,
    );
  }
  const atOdds = contradictionOf(parsed.data);
  if (atOdds !== undefined) throw damaged('model/damaged', `${BUNDLE_INDEX}: ${atOdds}`, BUNDLE_INDEX);
  return parsed.data;
}

/** Training ends the index with its only bracket at the start of a line; what holds that was not cut off. */
function lengthOfIndex(bytes: Uint8Array): number | undefined {
  const last = '\n}\n';
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(last);
  return at < 0 ? undefined : at + last.length;
}

const isSigned = (bundle: FileBundle, index: Uint8Array): boolean =>
  new TextDecoder().decode(bundle[BUNDLE_SIGNATURE]).trim() === sha256(index);

const lengthened = (name: string, bytes: number, written: number): DomainError =>
  damaged(
    'model/altered',
    `${name} has ${bytes} bytes, and training wrote ${written}: something was added to it afterwards`,
    name,
  );

/** A signature that is none says that itself is at fault; of two that are whole only one can be, and which is not known. */
function checkSignature(bytes: Uint8Array | undefined, expected: string): void {
  if (!bytes) throw damaged('model/truncated', `it lacks ${BUNDLE_SIGNATURE}`, BUNDLE_SIGNATURE);
  const signature = new TextDecoder().decode(bytes).trim();
  if (signature === expected) return;
  if (/^[0-9a-f]{0,63}$/.test(signature)) {
    throw damaged(
      'model/truncated',
      `${BUNDLE_SIGNATURE} has ${signature.length} of ${expected.length} characters; it was cut off`,
      BUNDLE_SIGNATURE,
    );
  }
  if (!/^[0-9a-f]{64}$/.test(signature)) {
    throw damaged('model/altered', `${BUNDLE_SIGNATURE} holds no signature`, BUNDLE_SIGNATURE);
  }
  throw damaged(
    'model/altered',
    `${BUNDLE_INDEX} and ${BUNDLE_SIGNATURE} do not belong together; one of them was changed after training`,
    BUNDLE_INDEX,
  );
}

/** What the schema cannot say: every class has a name and limits of its own. */
function contradictionOf({ labels, support, decision }: ModelBundle): string | undefined {
  const twice = labels.find((label, at) => labels.indexOf(label) !== at);
  if (twice !== undefined) return `labels has '${twice}' twice`;
  const lists = { support, 'decision.confidence': decision.confidence, 'decision.margin': decision.margin };
  for (const [name, { length }] of Object.entries(lists)) {
    if (length !== labels.length) return `${name} has ${length} entries for ${labels.length} labels`;
  }
  return undefined;
}

function checkFormat(format: unknown): void {
  if (READABLE_FORMATS.some((readable) => readable === format)) return;
  const [name, version] = MODEL_FORMAT.split('@') as [string, string];
  const details = { format: String(format), readable: READABLE_FORMATS };
  if (
    typeof format === 'string' &&
    format.startsWith(`${name}@`) &&
    Number(format.split('@')[1]) > Number(version)
  ) {
    throw new DomainError(
      'model/newer-format',
      `The model was written by a newer Docket (format '${format}'; this one reads '${MODEL_FORMAT}'). Updating Docket mends that, too.`,
      details,
    );
  }
  throw new DomainError(
    'model/unknown-format',
    `The model's format is ${JSON.stringify(format) ?? 'not given'}; this Docket reads '${MODEL_FORMAT}'.`,
    details,
  );
}

/** The index itself is at odds with a file that is just as training wrote it. */
const wrongLength =
  (name: string): WrongLength =>
  (what) =>
    damaged('model/damaged', `${name} ${what}`, name);

function finite<Numbers extends Float32Array | Float64Array>(numbers: Numbers, name: string): Numbers {
  if (!numbers.every(Number.isFinite))
    throw damaged('model/not-finite', `${name} holds values that are no numbers`, name);
  return numbers;
}

const damaged = (code: ErrorCode, what: string, file: string, cause?: unknown): DomainError =>
  new DomainError(code, `The model bundle is damaged: ${what}.`, { file }, { cause });
