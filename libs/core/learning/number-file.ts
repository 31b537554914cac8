/** Number arrays as files: plain little-endian, whatever the machine. */
import type { DomainError } from '#contracts/domain-error.js';

type Numbers = Float32Array | Float64Array | Int32Array;

const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** @returns the file's bytes; the array's memory is copied */
export function numbersToBytes(numbers: Numbers): Uint8Array {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength).slice();
  return littleEndian ? bytes : swap(bytes, numbers.BYTES_PER_ELEMENT);
}

/** What the owner of the file throws where it has not as many bytes as it should. */
export type WrongLength = (what: string) => DomainError;

export const bytesToFloat32 = (bytes: Uint8Array, length: number, fail: WrongLength): Float32Array =>
  new Float32Array(aligned(bytes, length, 4, fail));
export const bytesToFloat64 = (bytes: Uint8Array, length: number, fail: WrongLength): Float64Array =>
  new Float64Array(aligned(bytes, length, 8, fail));
export const bytesToInt32 = (bytes: Uint8Array, length: number, fail: WrongLength): Int32Array =>
  new Int32Array(aligned(bytes, length, 4, fail));

/** A copy whose start is aligned, as typed arrays need. @throws what `fail` gives on a wrong length */
function aligned(bytes: Uint8Array, length: number, width: number, fail: WrongLength): ArrayBuffer {
  if (bytes.byteLength !== length * width) {
    throw fail(`has ${bytes.byteLength} bytes where ${length * width} belong`);
  }
  // Not slice(): that of a Node Buffer shares its memory with other files.
  const copy = new Uint8Array(bytes);
  return (littleEndian ? copy : swap(copy, width)).buffer as ArrayBuffer;
}

function swap(bytes: Uint8Array, width: number): Uint8Array {
  for (let start = 0; start < bytes.length; start += width) bytes.subarray(start, start + width).reverse();
  return bytes;
}
