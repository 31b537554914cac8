/** The kinds of paperwork the samples come in; a folder of `data/samples/` each. */
import { bankStatement } from './documents/bank-statement.js';
import { contract } from './documents/contract.js';
import { deliveryNote } from './documents/delivery-note.js';
import { form } from './documents/form.js';
import { identityCard } from './documents/identity-card.js';
import { invoice } from './documents/invoice.js';
import { letter } from './documents/letter.js';
import { payslip } from './documents/payslip.js';
import { receipt } from './documents/receipt.js';
import { resume } from './documents/resume.js';
import type { Writer } from './documents/writer.js';

const writers = {
  'bank-statement': bankStatement,
  contract,
  'delivery-note': deliveryNote,
  form,
  'identity-card': identityCard,
  invoice,
  letter,
  payslip,
  receipt,
  resume,
} satisfies Record<string, Writer>;

export type SampleClass = keyof typeof writers;

export const sampleClasses = Object.keys(writers) as SampleClass[];

export const isSampleClass = (name: string): name is SampleClass => Object.hasOwn(writers, name);

export const writerOf = (name: SampleClass): Writer => writers[name];
