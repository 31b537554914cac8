/** What is wrong with a JSON body, in our words: those of its parser say neither what is taken nor how to mend it. */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { DomainError } from '#contracts/domain-error.js';
import { jsonMistake } from '#contracts/json-mistake.js';
import { visible } from '#contracts/visible-text.js';
import { isInference } from './is-inference.js';

/** Characters in which a wrong one is looked for: the parser is asked some twenty times. */
const LOOKED_THROUGH = 2_000_000;
/** Characters of a header that are told. */
const SHOWN = 80;

/** An error of body-parser, by its `type`. */
interface ParserError extends Error {
  type?: string;
  code?: string;
  limit?: number;
  length?: number;
  body?: unknown;
}

/** Behind the parsers of bodies. Errors of others go on as they are. */
export function bodyErrors(error: unknown, request: Request, _response: Response, next: NextFunction): void {
  next(error instanceof DomainError ? error : (bodyError(error as ParserError, request) ?? error));
}

/** As `verify` of a parser: {@link bodyErrors} has the words. Bytes that are no character would be replaced without a word. */
export function refuseUnlessUtf8(
  _request: IncomingMessage,
  _response: unknown,
  bytes: Buffer,
  charset: string,
): void {
  if (charset === 'utf-8' && !isUtf8(bytes)) throw new Error('The body is not in UTF-8.');
}

function bodyError(error: ParserError, request: Request): DomainError | undefined {
  const { type, code, cause = error } = error;
  const told = (name: string) => visible((request.get(name) ?? '').slice(0, SHOWN));
  switch (type) {
    case 'entity.too.large':
      return tooLarge(error, request.path);
    case 'entity.verify.failed':
      return invalid(
        'The JSON body is not in UTF-8: it has bytes that are no character. Encode it as UTF-8.',
        cause,
      );
    case 'entity.parse.failed':
      return noJson(String(error.body), cause);
    case 'charset.unsupported':
      return unsupported(
        `JSON is taken in UTF-8, and the body came as '${told('content-type')}'. Encode it as UTF-8, and leave the charset out.`,
      );
    case 'encoding.unsupported':
      return unsupported(
        `The body came with content-encoding: ${told('content-encoding')}; gzip, deflate, br and none are taken.`,
      );
    case 'request.size.invalid':
      return invalid('The body is not as long as its content-length says; send it again.', cause);
    case 'request.aborted':
      return invalid('The request broke off before its body had ended; send it again.', cause);
    default:
      // Those of zlib come through without a type.
      return /^(Z_|ERR__ERROR_|ZSTD_)/.test(code ?? '')
        ? invalid(
            `The body cannot be unpacked: it is not what content-encoding: ${told('content-encoding')} says. Send it packed so, or without that header.`,
            cause,
          )
        : undefined;
  }
}

function tooLarge({ limit, length }: ParserError, path: string): DomainError {
  const remedy = isInference(path)
    ? 'Send fewer documents in a request, or raise gateway.max_infer_bytes in params.yaml.'
    : 'JSON holds requests, not documents: those are files of a form (POST /api/v1/documents); send long lists in several.';
  const has = length === undefined ? `more than ${limit} bytes, which` : `${length} bytes; ${limit}`;
  return new DomainError('request/too-large', `The JSON body has ${has} are the most. ${remedy}`, {
    max_bytes: limit,
  });
}

function noJson(text: string, cause: unknown): DomainError {
  const mistake = text.length <= LOOKED_THROUGH ? jsonMistake(text) : null;
  if (mistake === null) {
    const whole = text.length <= LOOKED_THROUGH;
    return invalid(
      whole
        ? 'The body is JSON, but neither an object nor a list: send {…}.'
        : 'The body is no JSON. Write it with a library for JSON.',
      cause,
    );
  }
  const { what, line, column } = mistake;
  return invalid(`The body is no JSON at line ${line}, column ${column}: ${what}.`, cause, { line, column });
}

const invalid = (message: string, cause?: unknown, details = {}): DomainError =>
  new DomainError('request/invalid', message, details, { cause });

const unsupported = (message: string): DomainError => new DomainError('request/unsupported-type', message);
