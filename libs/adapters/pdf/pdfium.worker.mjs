/**
 * PDFium in WebAssembly: keeps files open and answers { open }, { page }, { render }, { copy } and { close } about them.
 *
 * JavaScript, because Node starts it by its path, from the sources (tests) as from dist/. A thread of its own, because
 * a page can be made that PDFium draws for hours, and nothing but ending the thread stops it, or gives its memory back.
 */
import { parentPort } from 'node:worker_threads';
import { startLimitedPdfium } from './limited-pdfium.mjs';

/** FPDF_ERR_PASSWORD and the other reasons of FPDF_GetLastError. */
const REASONS = { 3: 'damaged', 4: 'password', 5: 'password' };
/** FLAT_NORMALDISPLAY: annotations and form fields become part of the page, as on a screen. */
const AS_DISPLAYED = 0;
const FLATTEN_FAILED = 0;
/** FPDFBitmap_Gray, one byte a pixel. */
const GREY = 1;
/** FPDF_ANNOT | FPDF_GRAYSCALE. */
const RENDER_FLAGS = 0x01 | 0x08;
const IMAGE_OBJECT = 3;
/** PageToDevice answers in whole pixels; a page of this many loses nothing that matters. */
const DEVICE_SIDE = 1_000_000;
/** Of the arrays that a page's characters are told in. */
const BYTES_OF_CHARACTER = 36;

class Refusal extends Error {
  constructor(reason, message) {
    super(message);
    this.reason = reason;
  }
}

/** Bytes that a thread may keep while no file is open: scans of A4 at 300 dpi, which are most, take a third of it. */
const WORTH_KEEPING = 128_000_000;
/** Of what a call may take; where open files and former pages hold more, the next page would have too little left. */
const MOST_HELD = 0.5;

const starting = startLimitedPdfium();
/** Number of an open file to its handle and the memory that holds its bytes. */
const files = new Map();

const open = (pdfium, file, bytes) => {
  const memory = pdfium.wasmExports.malloc(bytes.length);
  if (memory === 0) throw new Refusal('memory', 'the file does not fit into memory');
  pdfium.HEAPU8.set(bytes, memory);
  const handle = pdfium._FPDF_LoadMemDocument(memory, bytes.length, 0);
  if (handle === 0) {
    pdfium.wasmExports.free(memory);
    const code = pdfium._FPDF_GetLastError();
    throw new Refusal(REASONS[code] ?? 'damaged', `PDFium error ${code}`);
  }
  files.set(file, { handle, memory });
  return { pageCount: pdfium._FPDF_GetPageCount(handle) };
};

const close = (pdfium, file) => {
  const opened = files.get(file);
  if (!opened) return;
  files.delete(file);
  pdfium._FPDF_CloseDocument(opened.handle);
  pdfium.wasmExports.free(opened.memory);
};

/** Runs `use` with the loaded page; annotations and filled fields are merged into it first. */
const withPage = (pdfium, file, number, use) => {
  const opened = files.get(file);
  if (!opened) throw new Refusal('not-open', 'the file is not open in this worker');
  const load = () => {
    const page = pdfium._FPDF_LoadPage(opened.handle, number - 1);
    if (page === 0) throw new Refusal('page-damaged', `page ${number} cannot be loaded`);
    return page;
  };
  let page = load();
  try {
    if (pdfium._FPDFPage_GetAnnotCount(page) > 0) {
      if (pdfium._FPDFPage_Flatten(page, AS_DISPLAYED) !== FLATTEN_FAILED) {
        pdfium._FPDF_ClosePage(page);
        page = 0;
        page = load();
      }
    }
    return use(page);
  } finally {
    if (page !== 0) pdfium._FPDF_ClosePage(page);
  }
};

/** Six numbers that map the page's own coordinates to points from the top left as displayed. */
const displayMatrix = (pdfium, page, width, height) => {
  const memory = pdfium.wasmExports.malloc(8);
  const at = (x, y) => {
    pdfium._FPDF_PageToDevice(page, 0, 0, DEVICE_SIDE, DEVICE_SIDE, 0, x, y, memory, memory + 4);
    const [deviceX, deviceY] = pdfium.HEAP32.subarray(memory >> 2, (memory >> 2) + 2);
    return [(deviceX / DEVICE_SIDE) * width, (deviceY / DEVICE_SIDE) * height];
  };
  // A long lever keeps the rounding of PageToDevice out of the result.
  const lever = Math.max(width, height);
  const [originX, originY] = at(0, 0);
  const [rightX, rightY] = at(lever, 0);
  const [upX, upY] = at(0, lever);
  pdfium.wasmExports.free(memory);
  return [
    (rightX - originX) / lever,
    (rightY - originY) / lever,
    (upX - originX) / lever,
    (upY - originY) / lever,
    originX,
    originY,
  ];
};

/** Code points, tight boxes as left, right, bottom, top in the page's own coordinates, and how many have no meaning. */
const charactersOf = (pdfium, page, limited) => {
  const text = pdfium._FPDFText_LoadPage(page);
  if (text === 0) return { codes: new Uint32Array(0), boxes: new Float64Array(0), unmapped: 0 };
  const memory = pdfium.wasmExports.malloc(32);
  try {
    const count = Math.max(0, pdfium._FPDFText_CountChars(text));
    if (!limited.hasRoom(count * BYTES_OF_CHARACTER)) throw new Refusal('memory', `${count} characters`);
    const codes = new Uint32Array(count);
    const boxes = new Float64Array(count * 4);
    let unmapped = 0;
    for (let index = 0; index < count; index += 1) {
      codes[index] = pdfium._FPDFText_GetUnicode(text, index);
      if (pdfium._FPDFText_HasUnicodeMapError(text, index) === 1) unmapped += 1;
      pdfium._FPDFText_GetCharBox(text, index, memory, memory + 8, memory + 16, memory + 24);
      boxes.set(pdfium.HEAPF64.subarray(memory >> 3, (memory >> 3) + 4), index * 4);
    }
    return { codes, boxes, unmapped };
  } finally {
    pdfium.wasmExports.free(memory);
    pdfium._FPDFText_ClosePage(text);
  }
};

/** Share of the page under its largest picture. */
const pictureShareOf = (pdfium, page, objects, area) => {
  const memory = pdfium.wasmExports.malloc(16);
  let largest = 0;
  for (let index = 0; index < objects; index += 1) {
    const object = pdfium._FPDFPage_GetObject(page, index);
    if (pdfium._FPDFPageObj_GetType(object) !== IMAGE_OBJECT) continue;
    if (pdfium._FPDFPageObj_GetBounds(object, memory, memory + 4, memory + 8, memory + 12) === 0) continue;
    const [left, bottom, right, top] = pdfium.HEAPF32.subarray(memory >> 2, (memory >> 2) + 4);
    largest = Math.max(largest, (right - left) * (top - bottom));
  }
  pdfium.wasmExports.free(memory);
  return Math.min(1, largest / area);
};

const describePage = (pdfium, page, limited) => {
  const width = pdfium._FPDF_GetPageWidth(page);
  const height = pdfium._FPDF_GetPageHeight(page);
  const objects = pdfium._FPDFPage_CountObjects(page);
  return {
    width,
    height,
    objects,
    pictureShare: pictureShareOf(pdfium, page, objects, width * height),
    matrix: displayMatrix(pdfium, page, width, height),
    ...charactersOf(pdfium, page, limited),
  };
};

const render = (pdfium, page, { dpi, maxPixels }) => {
  const pageWidth = pdfium._FPDF_GetPageWidth(page);
  const pageHeight = pdfium._FPDF_GetPageHeight(page);
  const wanted = dpi / 72;
  const scale = Math.min(wanted, Math.sqrt(maxPixels / (pageWidth * pageHeight)));
  const width = Math.max(1, Math.floor(pageWidth * scale));
  const height = Math.max(1, Math.floor(pageHeight * scale));
  const memory = pdfium.wasmExports.malloc(width * height);
  if (memory === 0) throw new Refusal('memory', 'the picture does not fit into memory');
  const bitmap = pdfium._FPDFBitmap_CreateEx(width, height, GREY, memory, width);
  try {
    pdfium._FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xffffffff);
    pdfium._FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, RENDER_FLAGS);
    return { data: pdfium.HEAPU8.slice(memory, memory + width * height), width, height, dpi: scale * 72 };
  } finally {
    pdfium._FPDFBitmap_Destroy(bitmap);
    pdfium.wasmExports.free(memory);
  }
};

/**
 * A WebAssembly module that takes a function of three numbers to one from JavaScript and gives it back as its own:
 *   (import "e" "f" (func (param i32 i32 i32) (result i32))) (export "f" (func 0))
 */
const TYPE = [1, 8, 1, 0x60, 3, 0x7f, 0x7f, 0x7f, 1, 0x7f];
const CARRIER = new Uint8Array([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...TYPE],
  ...[2, 7, 1, 1, 0x65, 1, 0x66, 0, 0, 7, 5, 1, 1, 0x66, 0, 0],
]);
/** The one entry of the function table that is free; the table cannot grow. */
const FREE_SLOT = 0;
/** Of FPDF_FILEWRITE, and of what is saved: all of it anew, none of what the source has besides its pages. */
const [WRITER_VERSION, WRITER_BYTES, NO_INCREMENTAL] = [1, 8, 2];

/** What PDFium writes of the moment of its writing, each as long as it was: equal pages are to be equal files. */
const MOMENT = /(?<=\/CreationDate ?\(D:)\d+|(?<=\/ID ?\[ ?<)[0-9A-Fa-f]+(?:> ?<[0-9A-Fa-f]+)?/g;
const withoutMoment = (file) =>
  Buffer.from(
    file.toString('latin1').replaceAll(MOMENT, (said) => said.replaceAll(/[0-9A-Fa-f]/g, '0')),
    'latin1',
  );

/** @returns a PDF of these pages, from 1, in this order */
const copyPages = (pdfium, file, numbers) => {
  const opened = files.get(file);
  if (!opened) throw new Refusal('not-open', 'the file is not open in this worker');
  const parts = [];
  const write = (_writer, data, size) => {
    parts.push(pdfium.HEAPU8.slice(data, data + size));
    return 1;
  };
  const carrier = new WebAssembly.Instance(new WebAssembly.Module(CARRIER), { e: { f: write } });
  const table = pdfium.wasmExports.__indirect_function_table;
  const copy = pdfium._FPDF_CreateNewDocument();
  const indices = pdfium.wasmExports.malloc(numbers.length * 4);
  const writer = pdfium.wasmExports.malloc(WRITER_BYTES);
  try {
    numbers.forEach((number, at) => {
      pdfium.HEAP32[(indices >> 2) + at] = number - 1;
    });
    if (!pdfium._FPDF_ImportPagesByIndex(copy, opened.handle, indices, numbers.length, 0))
      throw new Refusal('page-damaged', `pages ${numbers[0]} to ${numbers.at(-1)} cannot be copied`);
    pdfium.HEAP32[writer >> 2] = WRITER_VERSION;
    pdfium.HEAP32[(writer >> 2) + 1] = FREE_SLOT;
    table.set(FREE_SLOT, carrier.exports.f);
    if (!pdfium._FPDF_SaveAsCopy(copy, writer, NO_INCREMENTAL))
      throw new Refusal('page-damaged', `pages ${numbers[0]} to ${numbers.at(-1)} cannot be written`);
    return withoutMoment(Buffer.concat(parts));
  } finally {
    table.set(FREE_SLOT, null);
    pdfium.wasmExports.free(indices);
    pdfium.wasmExports.free(writer);
    pdfium._FPDF_CloseDocument(copy);
  }
};

const answer = ({ pdfium, memory }, { file, action, bytes, number, options }) => {
  if (action === 'copy') return copyPages(pdfium, file, options.numbers);
  if (action === 'open') return open(pdfium, file, bytes);
  if (action === 'close') return close(pdfium, file);
  if (action === 'page') return withPage(pdfium, file, number, (page) => describePage(pdfium, page, memory));
  return withPage(pdfium, file, number, (page) => render(pdfium, page, options));
};

/** As {@link answer}; also what PDFium managed without the memory it asked for is refused: something is missing in it. */
const answerWithin = (started, message) => {
  const { memory } = started;
  memory.begin(message.most);
  const result = answer(started, message);
  if (memory.refused) throw new Refusal('memory', 'PDFium left out what did not fit into memory');
  return result;
};

/** Other files that are open take part of the memory; alone in a new thread this one may do with what there is. */
const reasonOf = (error, memory, file) => {
  if (!memory?.refused) return error?.reason;
  return [...files.keys()].some((open) => open !== file) ? 'memory-shared' : 'memory';
};

/** Handed over rather than copied: the pixels of a large page are 150 MB. */
const buffersOf = ({ data, codes, boxes } = {}) =>
  [data, codes, boxes].filter((array) => array !== undefined).map(({ buffer }) => buffer);

const isWorn = ({ memory }, { most, action }) => {
  // A file that takes so much by itself would have to be opened without end.
  if (action === 'open') return false;
  return memory.size > (files.size === 0 ? WORTH_KEEPING : most * MOST_HELD);
};

parentPort.on('message', async (message) => {
  let started;
  try {
    started = await starting;
    parentPort.postMessage({ begun: true });
    const result = answerWithin(started, message);
    parentPort.postMessage({ result, last: isWorn(started, message) }, buffersOf(result));
  } catch (error) {
    const refused = started?.memory.refused === true;
    // Anything PDFium did not refuse itself is an abort of WebAssembly: its memory cannot be trusted.
    parentPort.postMessage({
      error: {
        message: String(error?.message ?? error),
        reason: reasonOf(error, started?.memory, message.file),
      },
      fatal: refused || !(error instanceof Refusal),
    });
  }
});
