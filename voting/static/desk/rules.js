// The decisions of the doors, as the server makes them (voting/attendance/rules.py and those who ask it): values in,
// values out. tests/tables/door.json holds both to the same answers.

/** @typedef {"in" | "out" | "move"} Kind what is done at a door with somebody's pass or number */
/**
 * @typedef {object} Attention what a steward must mind
 * @property {string | null} representative of a legal person, who must show a mandate
 * @property {number} represents for how many members they hold a proxy
 * @property {boolean} assistance whether they have asked for help
 */

const ONLINE = "online";
const KINDS = ["in", "out", "move"];
/** Passes that name nobody here. */
export const NO_PASS = ["unknown_pass", "other_assembly"];
const ATTENDED = ["welcome", "moved", "already_here"];

/**
 * Whether the phone can say something of what is done; of the rest only the server can.
 * @param {string} kind
 * @returns {kind is Kind}
 */
export const isKind = (kind) => KINDS.includes(kind);

/**
 * What to answer about a member at the door of a venue.
 * @param {Kind} kind
 * @param {{ entitled: boolean, revoked: boolean, place: string | undefined }} member on the roll as it is now;
 *   has shown a pass that was replaced; is present there: a venue, online, or nowhere
 * @param {string} venue
 */
export function judge(kind, { entitled, revoked, place }, venue) {
  if (revoked && (entitled || kind !== "in")) return "pass_revoked";
  if (!entitled) return "not_entitled";
  if (kind === "out") return place === venue ? "left" : "not_here";
  if (place === venue) return "already_here";
  if (kind === "move") return "moved";
  return place === undefined || place === ONLINE ? "welcome" : "present_elsewhere";
}

/**
 * What of `attention` is shown with an answer: nothing about who does not come in.
 * @param {string} answer
 * @param {Attention} attention
 */
export function attentionWith(answer, attention) {
  const minds = attention.representative !== null || attention.represents > 0 || attention.assistance;
  return minds && ATTENDED.includes(answer) ? attention : null;
}

/**
 * The colour of an answer: the answer itself, or that something is to be minded about who comes in.
 * @param {string} answer
 * @param {Attention | null | undefined} attention
 */
export const stateOf = (answer, attention) => (["welcome", "moved"].includes(answer) && attention ? "attention" : answer);

/**
 * Notes where an answer given at a venue leaves a member.
 * @param {Map<string, string>} places by number
 * @param {{ number: string, answer: string, place?: string | null }} given `place`: where else they are
 * @param {string} venue
 */
export function note(places, { number, answer, place }, venue) {
  if (ATTENDED.includes(answer)) places.set(number, venue);
  if (["left", "undone", "not_here"].includes(answer)) places.delete(number);
  if (answer === "present_elsewhere" && place) places.set(number, place);
}

/**
 * Where everybody is: what the server said, and after it what it does not know yet, in order.
 * @param {{ places: Record<string, string[]>, moved?: Record<string, string | null> }} said by place the numbers; and
 *   who has gone elsewhere since then, or nowhere (null)
 * @param {{ number?: string, shown?: string | null }[]} waiting
 * @param {string} venue
 */
export function placesNow(said, waiting, venue) {
  /** @type {Map<string, string>} */
  const places = new Map();
  for (const [place, numbers] of Object.entries(said.places)) for (const number of numbers) places.set(number, place);
  for (const [number, place] of Object.entries(said.moved ?? {})) {
    if (place === null) places.delete(number);
    else places.set(number, place);
  }
  for (const { number, shown } of waiting) if (number) note(places, { number, answer: shown ?? "" }, venue);
  return places;
}
