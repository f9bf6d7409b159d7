// The files of a sealed round, as somebody picks them: one by one, or in the bundle that is published with the result, a ZIP
// whose files are stored as they are.
import { SealFault } from "./wire.js";

const [LOCAL, HEAD] = [0x04034b50, 30]; // what each file in a ZIP begins with, and how long that is

/**
 * The files by their names, those in a ZIP too. Refuses ("bundle") a ZIP whose files are packed, and two of one name.
 * @param {{ name: string, bytes: Uint8Array }[]} picked
 */
export function filesOf(picked) {
  /** @type {Map<string, Uint8Array>} */
  const files = new Map();
  for (const { name, bytes } of picked.flatMap((file) => (startsFile(file.bytes, 0) ? stored(file.bytes) : [file]))) {
    if (files.has(name)) throw new SealFault("bundle");
    files.set(name, bytes);
  }
  return files;
}

/** @param {Uint8Array} zip */
function stored(zip) {
  const view = viewOf(zip);
  const found = [];
  for (let at = 0; startsFile(zip, at); ) {
    const [method, size, name, extra] = [view.getUint16(at + 8, true), view.getUint32(at + 22, true),
      view.getUint16(at + 26, true), view.getUint16(at + 28, true)];
    const start = at + HEAD + name + extra;
    if (method !== 0 || start + size > zip.length) throw new SealFault("bundle");
    const text = new TextDecoder().decode(zip.subarray(at + HEAD, at + HEAD + name));
    found.push({ name: text, bytes: zip.subarray(start, start + size) });
    at = start + size;
  }
  return found;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} at
 */
const startsFile = (bytes, at) => at + HEAD <= bytes.length && viewOf(bytes).getUint32(at, true) === LOCAL;

/** @param {Uint8Array} bytes */
const viewOf = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
