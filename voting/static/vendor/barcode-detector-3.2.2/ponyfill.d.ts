// What of this package our scripts use.
export class BarcodeDetector {
  constructor(options: { formats: "qr_code"[] });
  detect(image: ImageBitmapSource): Promise<{ rawValue: string }[]>;
}

export function prepareZXingModule(options: {
  overrides: { locateFile(path: string, prefix: string): string } | { wasmBinary: ArrayBuffer };
}): void;
