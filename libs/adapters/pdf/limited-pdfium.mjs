/**
 * Starts PDFium in WebAssembly with a memory that grows no further than each call allows: 3 KB of nested drawings make
 * it ask for all there is. One for each thread, as the memory is.
 *
 * The package has no setting for it (its memory is its own, up to 2 GB), so that both ways by which it grows are met:
 * Emscripten's question for more, where a refusal is noted, and the growing itself, where Emscripten takes a fifth more
 * than it was asked for.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PDFiumModule } from '@hyzyla/pdfium';

/** Bytes of a page of WebAssembly. */
const PAGE = 65_536;
const QUESTION = 'emscripten_resize_heap';
const silence = () => {};

/** What this thread's PDFium takes, and may take. */
class LimitedMemory {
  #memory = null;
  #most = Number.POSITIVE_INFINITY;
  /** Whether the call at hand was refused memory. PDFium may go on without, and leave out what did not fit. */
  refused = false;

  /** @param most bytes, for the call that begins */
  begin(most) {
    this.#most = most;
    this.refused = false;
  }

  /** Bytes. They never become fewer; only the end of the thread gives them back. */
  get size() {
    return this.#memory.buffer.byteLength;
  }

  /** @returns whether so many bytes fit beside what PDFium has; noted where not */
  hasRoom(bytes) {
    const fits = this.size + bytes <= this.#most;
    if (!fits) this.refused = true;
    return fits;
  }

  /** @param question Emscripten's own answer to it */
  answer(question, wanted) {
    const whole = Math.ceil((wanted >>> 0) / PAGE) * PAGE;
    const grown = whole <= this.#most && question(wanted);
    if (!grown) this.refused = true;
    return grown;
  }

  /** @param memory of a new instance, which from now on grows within the limit */
  hold(memory) {
    const grow = memory.grow.bind(memory);
    memory.grow = (pages) => {
      const left = Math.floor((this.#most - memory.buffer.byteLength) / PAGE);
      return grow(Math.min(pages, Math.max(0, left)));
    };
    this.#memory = memory;
  }
}

/** @returns the module, ready, and its memory */
export async function startLimitedPdfium() {
  const file = fileURLToPath(import.meta.resolve('@hyzyla/pdfium/pdfium.wasm'));
  const code = await WebAssembly.compile(await readFile(file));
  const memory = new LimitedMemory();
  const pdfium = await PDFiumModule({
    // Why a call failed is told with the call.
    ...{ print: silence, printErr: silence },
    instantiateWasm({ env, ...others }, receive) {
      const question = env[QUESTION];
      if (typeof question !== 'function') throw new Error(`PDFium does not import ${QUESTION}`);
      const imports = {
        ...others,
        env: { ...env, [QUESTION]: (wanted) => memory.answer(question, wanted) },
      };
      const instance = new WebAssembly.Instance(code, imports);
      memory.hold(instance.exports.memory);
      receive(instance, code);
      return {};
    },
  });
  pdfium._FPDF_InitLibraryWithConfig({ version: 2 });
  return { pdfium, memory };
}
