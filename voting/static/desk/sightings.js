// Which codes come into the camera's view: one that stays there is reported once.
const AWAY = { time: 3000, looks: 3 }; // a slow phone may need seconds for one look: a gap between two is no absence

/** @typedef {{ time: number, looks: number }} Look when a code was seen, in milliseconds, and at which of the camera's looks */

/**
 * A short number by which a code is known again, and from which it cannot be made.
 * @param {string} code
 */
export const traceOf = (code) => [...code].reduce((hash, sign) => Math.imul(hash ^ sign.charCodeAt(0), 16777619) >>> 0, 2166136261);

/**
 * Whether a code comes into view, or comes back after some seconds and some looks without it.
 * @param {Look | undefined} before
 * @param {Look} now
 */
export const comesIntoView = (before, now) =>
  !before || (now.time - before.time >= AWAY.time && now.looks - before.looks > AWAY.looks);
