/** The failures both engines share, in the same words. */
import { DomainError } from '#contracts/domain-error.js';

export const pageTimeout = (milliseconds: number): DomainError =>
  new DomainError(
    'ocr/page-timeout',
    `Reading took longer than ${milliseconds / 1000} s and was stopped; raise etl.page_timeout in params.yaml if such pages are expected.`,
    { milliseconds },
  );

export const interrupted = (): DomainError =>
  new DomainError('pipeline/interrupted', 'Reading was cancelled.');

export const languageMissing = (
  engine: string,
  missing: readonly string[],
  present: readonly string[],
): DomainError =>
  missing.length === 0
    ? new DomainError(
        'ocr/language-missing',
        'No language to read was given; set etl.languages in params.yaml.',
      )
    : new DomainError(
        'ocr/language-missing',
        `${engine} has no data for the language ${missing.join(', ')} (it has ${present.join(', ') || 'none'}); ` +
          `run 'npm install ${missing.map((language) => `@tesseract.js-data/${language}`).join(' ')}' or correct etl.languages in params.yaml.`,
        { missing, present },
      );
