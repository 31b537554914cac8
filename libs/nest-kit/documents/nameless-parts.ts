/** Finds the parts of a form that hold a file without a name: the reader of forms takes them for text, or passes them over. */
import type { Readable, Writable } from 'node:stream';
import type { Request } from 'express';
import { visible } from '#contracts/visible-text.js';

/** What programs send beside files, and not in place of one. */
const WORDS = /^(text\/|application\/json$)/;
/** The part that this API asks for. */
const FILE = 'file';
/** Characters of a part's name that are told. */
const SHOWN = 80;

export class NamelessParts {
  private part: string | undefined;
  private text: string | undefined;

  /** As multer's `streamHandler`: looks at each part before multer does. */
  readonly read = (request: Request, form: Writable): void => {
    form.prependListener('field', (name = '', value: string, { mimeType = '' }: { mimeType?: string }) => {
      this.text ??= name;
      if (value !== '' && (name === FILE || !WORDS.test(mimeType))) this.part ??= name;
    });
    form.prependListener('file', (name = '', content: Readable, { filename }: { filename?: string }) => {
      // A browser sends an empty part for a field in which no file was chosen.
      if (!filename) content.once('data', () => (this.part ??= name));
    });
    request.pipe(form);
  };

  /** The first part that holds a file without a name. */
  get first(): string | undefined {
    return shown(this.part);
  }

  /** The first part that came as text, which is what a part without a file name counts as. */
  get firstText(): string | undefined {
    return shown(this.text);
  }
}

const shown = (name: string | undefined): string | undefined => name && visible(name.slice(0, SHOWN));
