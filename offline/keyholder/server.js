// What is asked of the server, and told to it, by the card of a keyholder. Where it does not answer, that is said, and asked
// again until it does: whatever a keyholder tells may be told twice.

const AGAIN = 2000; // milliseconds
const PATIENCE = 30_000;
const EARLY = "keys_early"; // not all others have come this far
const CARD = /^\s*((?:https:\/\/|http:\/\/(?:localhost|127\.0\.0\.1)(?=[:/\s]))[^\s#?]*?)\/*\s+([\w-]{43})\s*$/;

/** What the server has refused, by its code. */
export class Refusal extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** @param {number} [milliseconds] */
export const pause = (milliseconds = AGAIN) => new Promise((done) => setTimeout(done, milliseconds));

/**
 * The address and the token in the line of a card, or null.
 * @param {string} line
 */
export function cardFrom(line) {
  const [, address, token] = CARD.exec(line) ?? [];
  return address && token ? { address, token } : null;
}

export class Server {
  #address;
  #token;
  #tellAway;

  /**
   * @param {{ address: string, token: string }} card
   * @param {(isAway: boolean) => void} tellAway is told whenever the server did not answer, or does again
   */
  constructor({ address, token }, tellAway) {
    this.#address = address;
    this.#token = token;
    this.#tellAway = tellAway;
  }

  /**
   * @param {string} path
   * @returns {Promise<any>}
   */
  ask = async (path) => (await this.#answered(path)).json();

  /**
   * The same, asked once; null where nothing answers.
   * @param {string} path
   * @returns {Promise<any>}
   */
  askOnce = async (path) => {
    const answer = await this.#asked(path);
    if (isNone(answer)) return null;
    if (answer?.ok) return answer.json();
    throw refusalIn(answer);
  };

  /** @param {string} path */
  bytes = async (path) => new Uint8Array(await (await this.#answered(path)).arrayBuffer());

  /**
   * @param {string} path
   * @param {Record<string, unknown>} [values]
   * @returns {Promise<any>}
   */
  tell = async (path, values = {}) => (await this.#answered(path, JSON.stringify(values))).json();

  /**
   * The answer, however long it takes, and once the others have come this far. Throws a Refusal.
   * @param {string} path
   * @param {string} [body]
   */
  async #answered(path, body) {
    for (;;) {
      const answer = await this.#asked(path, body);
      const isAway = isNone(answer);
      this.#tellAway(isAway);
      if (answer?.ok) return answer;
      const refusal = refusalIn(answer);
      if (!isAway && refusal.code !== EARLY) throw refusal;
      await pause(1000 * Number(answer?.headers.get("Retry-After") ?? 0) || AGAIN);
    }
  }

  /**
   * One answer, whole; null where there is none.
   * @param {string} path
   * @param {string} [body]
   */
  async #asked(path, body) {
    try {
      const answer = await fetch(this.#address + path, {
        method: body === undefined ? "GET" : "POST",
        headers: { Authorization: `Bearer ${this.#token}`, ...(body !== undefined && { "Content-Type": "application/json" }) },
        credentials: "omit", cache: "no-store", redirect: "error", referrerPolicy: "no-referrer",
        signal: AbortSignal.timeout(PATIENCE),
        ...(body !== undefined && { body }),
      });
      const content = await answer.arrayBuffer();
      return new Response(content, { status: answer.status, headers: answer.headers });
    } catch {
      return null;
    }
  }
}

/**
 * Whether it is no answer, for now.
 * @param {Response | null} answer
 */
const isNone = (answer) => !answer || answer.status >= 500 || answer.status === 429;

/** @param {Response | null} answer */
const refusalIn = (answer) => new Refusal(answer?.headers.get("Refusal") ?? String(answer?.status));
