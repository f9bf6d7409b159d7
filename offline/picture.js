// Reading a QR code in a picture that somebody has taken: by zxing-wasm, which the build puts into the page.
import wasm from "../voting/static/vendor/zxing-wasm-3.1.3/zxing_reader.wasm";
import { BarcodeDetector, prepareZXingModule } from "../voting/static/vendor/barcode-detector-3.2.2/ponyfill.js";

prepareZXingModule({ overrides: { wasmBinary: wasm.buffer } });

/**
 * The text of the first code in a picture, or null.
 * @param {Blob} picture
 */
export async function readCode(picture) {
  const bitmap = await createImageBitmap(picture);
  const [found] = await new BarcodeDetector({ formats: ["qr_code"] }).detect(bitmap);
  bitmap.close();
  return found?.rawValue ?? null;
}
