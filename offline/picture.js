// Reading a QR code in a picture that somebody has taken, or in what a camera shows: by zxing-wasm, which the build puts into
// the page.
import wasm from "../voting/static/vendor/zxing-wasm-3.1.3/zxing_reader.wasm";
import { BarcodeDetector, prepareZXingModule } from "../voting/static/vendor/barcode-detector-3.2.2/ponyfill.js";

prepareZXingModule({ overrides: { wasmBinary: wasm.buffer } });
const detector = new BarcodeDetector({ formats: ["qr_code"] });

/**
 * The text of the first code, or null.
 * @param {ImageBitmapSource} source
 */
export async function codeIn(source) {
  const [found] = await detector.detect(source);
  return found?.rawValue ?? null;
}

/**
 * The text of the first code in a picture, or null.
 * @param {Blob} picture
 */
export async function readCode(picture) {
  const bitmap = await createImageBitmap(picture);
  const text = await codeIn(bitmap);
  bitmap.close();
  return text;
}
