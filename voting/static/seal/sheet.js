// What a keyholder keeps, on paper and as a file: share and seed under a passphrase that the page makes (docs/sealed.md,
// Keys). Salt ‖ (share ‖ seed) ⊕ scrypt(passphrase, salt ‖ sid ‖ index).
import { scryptAsync } from "../vendor/noble-2.4.0/noble.js";
import { BASE, times } from "./group.js";
import { system } from "./random.js";
import { publicKeyOf } from "./signatures.js";
import { concat, same, scalarFrom, SealFault, u8, utf8 } from "./wire.js";

/** @import { Source } from "./random.js" */
/** @import { World } from "./session.js" */
/** @typedef {{ share: Uint8Array, seed: Uint8Array }} Secrets */

const SALT = 16; // bytes
const SHEET = SALT + 64; // bytes
const COST = { N: 2 ** 17, r: 8, p: 1, dkLen: 64 }; // 128 MiB of memory

/**
 * Twenty digits, each as likely as any other.
 * @param {Source} [source]
 */
export function newPassphrase(source = system) {
  let digits = "";
  while (digits.length < 20) {
    const [byte] = source.bytes(1);
    if (byte < 250) digits += byte % 10;
  }
  return digits;
}

/**
 * @param {World} world
 * @param {number} index of the keyholder
 * @param {Secrets} secrets
 * @param {string} passphrase
 * @param {{ source?: Source, onProgress?: (done: number) => void }} [how]
 */
export async function sheetOf(world, index, { share, seed }, passphrase, { source = system, onProgress } = {}) {
  const salt = source.bytes(SALT);
  const mask = await maskOf(world, index, passphrase, salt, onProgress);
  const secrets = concat(share, seed);
  const sheet = concat(salt, secrets.map((byte, at) => byte ^ mask[at]));
  for (const secret of [mask, secrets]) secret.fill(0);
  return sheet;
}

/**
 * What a sheet holds. Refuses ("sheet") another length, another passphrase, and the sheet of another keyholder or session:
 * what comes out must fit what is public.
 * @param {World} world
 * @param {number} index
 * @param {Uint8Array} sheet
 * @param {string} passphrase
 * @param {{ onProgress?: (done: number) => void }} [how]
 * @returns {Promise<Secrets>}
 */
export async function openedSheet(world, index, sheet, passphrase, { onProgress } = {}) {
  if (sheet.length !== SHEET) throw new SealFault("sheet");
  const mask = await maskOf(world, index, passphrase, sheet.subarray(0, SALT), onProgress);
  const secrets = sheet.subarray(SALT).map((byte, at) => byte ^ mask[at]);
  mask.fill(0);
  const [share, seed] = [secrets.slice(0, 32), secrets.slice(32)];
  secrets.fill(0);
  if (isShareOf(world, index, share) && same(publicKeyOf(seed), world.hellos[index - 1].signer)) return { share, seed };
  for (const secret of [share, seed]) secret.fill(0);
  throw new SealFault("sheet");
}

/**
 * @param {World} world
 * @param {number} index
 * @param {Uint8Array} share
 */
function isShareOf({ shares }, index, share) {
  try {
    return same(times(scalarFrom(share), BASE).toBytes(), shares[index - 1]);
  } catch (fault) {
    if (fault instanceof SealFault) return false;
    throw fault;
  }
}

/**
 * @param {World} world
 * @param {number} index
 * @param {string} passphrase spaces in it are left out
 * @param {Uint8Array} salt
 * @param {((done: number) => void)} [onProgress]
 */
function maskOf({ sid }, index, passphrase, salt, onProgress) {
  const typed = utf8(passphrase.replaceAll(/\s/g, ""));
  return scryptAsync(typed, concat(salt, sid, u8(index)), { ...COST, ...(onProgress && { onProgress }) });
}
