// What a page reveals of a ballot that is tested, as the text of a QR code: enough to make the same ballot again, byte for
// byte, elsewhere (docs/sealed.md, A test of the seal).
import { concat, fromHex, hex, SealFault, u8, utf8 } from "./wire.js";

/**
 * @typedef {object} Revealed of a ballot that will not be cast
 * @property {Uint8Array} ctx
 * @property {Uint8Array} seed
 * @property {number} by
 * @property {number[]} answers
 * @property {string} number of the member
 */

const [CTX, SEED, HEAD] = [32, 64, 66]; // bytes up to the end of each

/**
 * Capital hexadecimal digits, which a QR code packs tightly.
 * @param {Revealed} revealed
 */
export const testCodeOf = ({ ctx, seed, by, answers, number }) =>
  hex(concat(ctx, seed, u8(by), u8(answers.length), Uint8Array.from(answers), utf8(number))).toUpperCase();

/**
 * What a test code says. Refuses ("test_code") what is none.
 * @param {string} text
 * @returns {Revealed}
 */
export function revealedBy(text) {
  try {
    const bytes = fromHex(text.replaceAll(/\s/g, "").toLowerCase());
    const end = HEAD + bytes[HEAD - 1];
    if (!(bytes.length > end) || bytes[SEED] > 2) throw new SealFault("test_code");
    const number = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(end));
    return {
      ctx: bytes.slice(0, CTX), seed: bytes.slice(CTX, SEED), by: bytes[SEED], answers: [...bytes.subarray(HEAD, end)], number,
    };
  } catch {
    throw new SealFault("test_code");
  }
}
