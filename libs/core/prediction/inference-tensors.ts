/** Tensors of the Open Inference Protocol v2 to documents, and answers to tensors. */
import { Buffer } from 'node:buffer';
import { DomainError } from '#contracts/domain-error.js';
import type { InferredDocument } from '#contracts/inference-message.schema.js';
import type { InferenceRequest, RequestInput, ResponseOutput } from '#contracts/inference-protocol.schema.js';

/** Of the one input, as metadata tells it; requests may call theirs as they like. */
export const INPUT = { name: 'document', datatype: 'BYTES', shape: [-1] };

type Cell = (answer: InferredDocument) => string | number;
type Row = (answer: InferredDocument) => (string | number)[];

/** One element for each document. What an answer has not is empty text, or 0. */
const SINGLE: Readonly<Record<string, { datatype: ResponseOutput['datatype']; of: Cell }>> = {
  status: { datatype: 'BYTES', of: ({ status }) => status },
  label: { datatype: 'BYTES', of: ({ label }) => label ?? '' },
  confidence: { datatype: 'FP64', of: ({ confidence }) => confidence ?? 0 },
  runner_up: { datatype: 'BYTES', of: ({ runner_up }) => runner_up?.label ?? '' },
  reason: { datatype: 'BYTES', of: ({ reason }) => reason?.code ?? '' },
  error: { datatype: 'BYTES', of: ({ error }) => (error ? `${error.code}: ${error.message}` : '') },
};
/** One row for each document: every class, most likely first. */
const ROWS: Readonly<
  Record<string, { datatype: ResponseOutput['datatype']; of: Row; empty: string | number }>
> = {
  labels: { datatype: 'BYTES', of: ({ labels }) => labels.map(({ label }) => label), empty: '' },
  confidences: { datatype: 'FP64', of: ({ labels }) => labels.map(({ confidence }) => confidence), empty: 0 },
};

const NAMES = [...Object.keys(SINGLE), ...Object.keys(ROWS)];

/** @param classes that the model knows */
export const outputTensors = (classes: number): { name: string; datatype: string; shape: number[] }[] => [
  ...Object.entries(SINGLE).map(([name, { datatype }]) => ({ name, datatype, shape: [-1] })),
  ...Object.entries(ROWS).map(([name, { datatype }]) => ({ name, datatype, shape: [-1, classes] })),
];

const wrong = (message: string): DomainError => new DomainError('request/invalid', message);

/**
 * The documents of a request, in order: the elements of its one input, base64 of their bytes where the parameter
 * `content_type` (of the input, or else of the request) is 'base64', and text as it stands where it is 'str' or unset.
 * @param most documents in one request
 * @throws DomainError 'request/invalid', 'request/too-many-files'
 */
export function documentsOfTensor({ inputs, parameters }: InferenceRequest, most: number): Uint8Array[] {
  const [input, ...more] = inputs;
  if (input === undefined || more.length > 0) {
    throw wrong(
      `The model takes one input, '${INPUT.name}', and not ${inputs.length}; several documents are the elements of its tensor, of shape [2] for two.`,
    );
  }
  if (input.datatype !== 'BYTES') {
    throw wrong(`Input '${shown(input.name)}' is of datatype ${shown(input.datatype)}; documents are BYTES.`);
  }
  const elements = elementsOf(input);
  if (elements.length === 0) throw wrong(`Input '${shown(input.name)}' holds no document.`);
  if (elements.length > most) {
    throw new DomainError(
      'request/too-many-files',
      `Input '${shown(input.name)}' holds ${elements.length} documents, and a request at most ${most}; send them in several, or raise gateway.max_infer_documents in params.yaml.`,
    );
  }
  const type = input.parameters?.content_type ?? parameters?.content_type ?? 'str';
  if (type !== 'base64' && type !== 'str') {
    throw wrong(
      `content_type is '${shown(String(type))}'; it takes 'base64' for the bytes of a file, or 'str' for plain text.`,
    );
  }
  return elements.map((element, place) =>
    type === 'str' ? Buffer.from(element) : bytesOf(element, place, input.name),
  );
}

/** @throws DomainError 'request/invalid' where an output is asked for that there is not */
export function wantedOutputs({ outputs }: InferenceRequest): readonly string[] {
  const asked = (outputs ?? []).map(({ name }) => name);
  const unknown = asked.find((name) => !NAMES.includes(name));
  if (unknown !== undefined)
    throw wrong(`There is no output '${shown(unknown)}'; the outputs are ${NAMES.join(', ')}.`);
  return asked.length === 0 ? NAMES : [...new Set(asked)];
}

/** @param names of outputs, in the order wanted */
export function tensorsOf(answers: readonly InferredDocument[], names: readonly string[]): ResponseOutput[] {
  const documents = answers.length;
  return names.map((name) => {
    const single = SINGLE[name];
    if (single) {
      return { name, shape: [documents], datatype: single.datatype, data: answers.map(single.of) };
    }
    const { datatype, of, empty } = ROWS[name]!;
    // A document that could not be read has no row of its own, and a tensor has no holes.
    const width = Math.max(...answers.map((answer) => of(answer).length));
    const data = answers.flatMap((answer) => {
      const row = of(answer);
      return [...row, ...Array<string | number>(width - row.length).fill(empty)];
    });
    return { name, shape: [documents, width], datatype, data };
  });
}

/** Flat or nested as the shape is; an element is a string. */
function elementsOf({ name, shape, data }: RequestInput): string[] {
  const flat = data.some(Array.isArray) ? flattened(name, data, shape) : data;
  const odd = flat.find((element) => typeof element !== 'string');
  if (odd !== undefined)
    throw wrong(`Input '${shown(name)}' holds ${shown(JSON.stringify(odd))}; each element is a string.`);
  const expected = shape.reduce((product, size) => product * size, 1);
  if (expected !== flat.length) {
    throw wrong(
      `Input '${shown(name)}' has shape [${shape.join(', ')}], which is ${expected} elements, and holds ${flat.length}.`,
    );
  }
  return flat as string[];
}

function flattened(name: string, data: readonly unknown[], [size, ...rest]: readonly number[]): unknown[] {
  if (rest.length === 0) {
    if (data.length === size) return [...data];
  } else if (data.length === size && data.every(Array.isArray)) {
    return (data as unknown[][]).flatMap((row) => flattened(name, row, rest));
  }
  throw wrong(`Input '${shown(name)}' is nested otherwise than its shape says.`);
}

/** Buffer passes over what is no base64; a document must not be half of what was sent. */
function bytesOf(element: string, place: number, name: string): Uint8Array {
  // Encoders of mail break lines.
  const text = /\s/.test(element) ? element.replaceAll(/\s+/g, '') : element;
  const whole = /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.replace(/=+$/, '').length % 4 !== 1;
  if (whole) return Buffer.from(text, 'base64');
  throw wrong(
    `Element ${place} of input '${shown(name)}' is no base64, as its content_type says; encode the bytes of the file, without 'data:…,' before it.`,
  );
}

const shown = (text: string): string => text.slice(0, 80);
