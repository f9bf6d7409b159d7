// What the page at the door is given by the server, as JSON in the page (voting/web/desk/offline.py).

/**
 * @typedef {object} Settings
 * @property {string} venue
 * @property {number} assembly
 * @property {number} heard when the server last answered, by its own clock, in milliseconds since 1970
 * @property {string} csrf renewed whenever the server is asked who is where
 * @property {string} roll_version
 * @property {number} [since] up to where in the server's log the phone knows who is where
 * @property {number} until when the phone may keep the roll no more, in milliseconds since 1970
 * @property {Record<string, string>} urls by the kind of an act, and of the roll, the states and the worker
 * @property {Record<string, string>} venue_names
 * @property {{ roll: import("./judgement.js").Roll, states: import("./judgement.js").States }} [training] invented
 *   people: nothing that is done with them is kept or sent
 * @property {{ here: string, elsewhere: string, check_in: string, other_assembly: string, nobody: string, born: string }} words
 */

/** @type {Settings} */
export const settings = JSON.parse(document.getElementById("settings")?.textContent ?? "");

/**
 * Where the server says who is where: all of it, or what has changed since the phone asked last.
 * @param {Pick<Settings, "urls" | "since">} given
 */
export const statesAddress = ({ urls, since }) => (since === undefined ? urls.states : `${urls.states}?since=${since}`);
