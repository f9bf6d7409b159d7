// What the build makes of a file that is compiled.
declare module "*.wasm" {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}

/** The script of the workers, which the build puts into the page (looker.js). */
declare const LOOKER: string;
