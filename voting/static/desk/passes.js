// What was typed or scanned, read as a pass or as a member's number, as the server reads it; and the short keyed
// hashes by which this phone knows passes.
const HASH_BYTES = 8;
const PREFIX = "AV1-";
const NUMBER = /^[0-9A-Za-z][0-9A-Za-z./-]{0,19}$/;
/**
 * A scanner that types as an American keyboard, on a Belgian or French one: "AV1-" arrives as "QV&)".
 * @type {Record<string, string>}
 */
const AZERTY = { "&": "1", "é": "2", '"': "3", "'": "4", "(": "5", "§": "6", "-": "6", "è": "7", _: "8", "!": "8", "ç": "9", "à": "0", ")": "-", Q: "A" };

/**
 * The pass as it says itself, or null for what cannot be one.
 * @param {string} text
 */
export function cleanPass(text) {
  let typed = text.trim();
  if (typed.startsWith("QV&")) typed = [...typed].map((sign) => AZERTY[sign] ?? sign).join("");
  typed = typed.toUpperCase();
  return typed.startsWith(PREFIX) ? typed : null;
}

/**
 * Whether this can be a member's number: a scanner also reads what is no business of ours.
 * @param {string} text
 */
export const isNumber = (text) => NUMBER.test(text);

/**
 * The hash of a pass under the key of this assembly's doors, in hexadecimal.
 * @param {string} key in base64
 * @param {string} pass
 */
export async function hashOf(key, pass) {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", bytesOf(key), algorithm, false, ["sign"]);
  const signed = await crypto.subtle.sign("HMAC", imported, new TextEncoder().encode(pass));
  return hex(new Uint8Array(signed).subarray(0, HASH_BYTES));
}

/**
 * The hashes that stand one after the other in a text in base64, each in hexadecimal.
 * @param {string} text
 * @param {number} size bytes of one hash
 */
export function hashes(text, size = HASH_BYTES) {
  const bytes = bytesOf(text);
  return Array.from({ length: bytes.length / size }, (_, index) => hex(bytes.subarray(index * size, (index + 1) * size)));
}

/** @param {string} text */
const bytesOf = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));

/** @param {Uint8Array} bytes */
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
