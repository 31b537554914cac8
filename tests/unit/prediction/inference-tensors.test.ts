/** Tensors of the Open Inference Protocol: what requests hold becomes documents, answers become tensors. */
import { DomainError } from '#contracts/domain-error.js';
import type { InferredDocument } from '#contracts/inference-message.schema.js';
import type { InferenceRequest, RequestInput } from '#contracts/inference-protocol.schema.js';
import { documentsOfTensor, tensorsOf, wantedOutputs } from '#core/prediction/inference-tensors.js';

const requestOf = (input: Partial<RequestInput>): InferenceRequest => ({
  inputs: [{ name: 'document', datatype: 'BYTES', shape: [1], data: ['text'], ...input }],
});
const textsOf = (request: InferenceRequest) =>
  documentsOfTensor(request, 10).map((bytes) => Buffer.from(bytes).toString());
const base64 = (text: string) => Buffer.from(text).toString('base64');

test.each<[string, Partial<RequestInput>, string[]]>([
  ['one text', { parameters: { content_type: 'str' } }, ['text']],
  ['text is what it is unless told otherwise', { data: ['été'] }, ['été']],
  ['a batch', { shape: [2], data: ['a', 'b'] }, ['a', 'b']],
  ['a batch of rows, flat', { shape: [2, 1], data: ['a', 'b'] }, ['a', 'b']],
  ['a batch of rows, nested as its shape', { shape: [2, 1], data: [['a'], ['b']] }, ['a', 'b']],
  ['base64', { parameters: { content_type: 'base64' }, data: [base64('%PDF')] }, ['%PDF']],
  [
    'base64 in lines, without padding',
    { parameters: { content_type: 'base64' }, data: ['VmVy\r\neQ'] },
    ['Very'],
  ],
])('%s', (_, input, texts) => {
  expect(textsOf(requestOf(input))).toEqual(texts);
});

test('what the request says of its content holds for the input, unless that says otherwise', () => {
  const request = { ...requestOf({ data: [base64('a')] }), parameters: { content_type: 'base64' } };
  expect(textsOf(request)).toEqual(['a']);
  request.inputs[0]!.parameters = { content_type: 'str' };
  expect(textsOf(request)).toEqual([base64('a')]);
});

test.each<[string, Partial<RequestInput>, string]>([
  ['numbers', { datatype: 'UINT32', data: [1] }, 'UINT32'],
  ['numbers among texts', { shape: [2], data: ['a', 1] }, 'each element is a string'],
  ['fewer than the shape says', { shape: [2] }, 'is 2 elements, and holds 1'],
  ['nested deeper than the shape', { shape: [1], data: [['a']] }, 'each element is a string'],
  ['nested otherwise than the shape', { shape: [2, 1], data: [['a', 'b']] }, 'nested otherwise'],
  ['half of it nested', { shape: [2, 1], data: [['a'], 'b'] }, 'nested otherwise'],
  ['nothing', { shape: [0], data: [] }, 'no document'],
  ['more than are allowed', { shape: [11], data: Array(11).fill('a') }, 'at most 10'],
  ['another content', { parameters: { content_type: 'np' } }, "takes 'base64'"],
  ['a data URL', { parameters: { content_type: 'base64' }, data: ['data:,YQ=='] }, 'no base64'],
  ['base64 cut short', { parameters: { content_type: 'base64' }, data: ['YWJjZ'] }, 'no base64'],
])('%s is refused', (_, input, words) => {
  const act = () => textsOf(requestOf(input));
  expect(act).toThrow(DomainError);
  expect(act).toThrow(words);
});

test('two inputs are refused, and told how a batch is sent', () => {
  const { inputs } = requestOf({});
  expect(() => textsOf({ inputs: [...inputs, ...inputs] })).toThrow('shape [2] for two');
});

const answered: InferredDocument = {
  ...{ status: 'classified', label: 'letter', confidence: 0.9 },
  runner_up: { label: 'invoice', confidence: 0.1 },
  labels: [
    { label: 'letter', confidence: 0.9 },
    { label: 'invoice', confidence: 0.1 },
  ],
};
const unreadable: InferredDocument = {
  ...{ status: 'failed', label: null, confidence: null, runner_up: null, labels: [] },
  error: { code: 'document/empty', message: 'It is empty.' },
};

test('outputs have an element or a row for each document; what there is not is empty, never a class', () => {
  const names = ['status', 'label', 'confidence', 'labels', 'confidences', 'error'];
  expect(tensorsOf([answered, unreadable], names)).toEqual([
    { name: 'status', shape: [2], datatype: 'BYTES', data: ['classified', 'failed'] },
    { name: 'label', shape: [2], datatype: 'BYTES', data: ['letter', ''] },
    { name: 'confidence', shape: [2], datatype: 'FP64', data: [0.9, 0] },
    { name: 'labels', shape: [2, 2], datatype: 'BYTES', data: ['letter', 'invoice', '', ''] },
    { name: 'confidences', shape: [2, 2], datatype: 'FP64', data: [0.9, 0.1, 0, 0] },
    { name: 'error', shape: [2], datatype: 'BYTES', data: ['', 'document/empty: It is empty.'] },
  ]);
});

test('the outputs asked for come, in that order; unasked all; unknown ones are refused', () => {
  const asked = (...names: string[]) =>
    wantedOutputs({ ...requestOf({}), outputs: names.map((name) => ({ name })) });
  expect(asked('confidence', 'label', 'label')).toEqual(['confidence', 'label']);
  expect(asked()).toContain('runner_up');
  expect(wantedOutputs(requestOf({}))).toEqual(asked());
  expect(() => asked('output0')).toThrow("There is no output 'output0'; the outputs are status, label");
});
