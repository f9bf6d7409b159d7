// Chance, from the system's source alone.
import { littleEndian, reduced } from "./wire.js";

/**
 * @typedef {object} Source where chance comes from: the system's, but in tests
 * @property {(length: number) => Uint8Array} bytes
 * @property {() => bigint} scalar from 1 to the order less 1
 */

/** @type {Source} */
export const system = {
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  scalar() {
    for (;;) {
      const drawn = system.bytes(64);
      const scalar = reduced(littleEndian(drawn));
      drawn.fill(0);
      if (scalar !== 0n) return scalar;
    }
  },
};
