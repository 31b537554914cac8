/** Refuses paths that cannot be read: a % in them with what is no character behind it. */
import type { NextFunction, Request, Response } from 'express';
import { DomainError } from '#contracts/domain-error.js';

export function readablePath({ path }: Request, _response: Response, next: NextFunction): void {
  try {
    decodeURIComponent(path);
    next();
  } catch {
    next(
      new DomainError(
        'request/invalid',
        "The path has a % with no character of UTF-8 behind it; write the character % itself as '%25'.",
      ),
    );
  }
}
