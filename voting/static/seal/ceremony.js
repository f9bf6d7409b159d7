// How five keyholders make a key of which three are needed, each in a page of their own, in this order and no other
// (docs/sealed.md, Keys).
import { BASE, elementFrom, times, timesInParts } from "./group.js";
import { system } from "./random.js";
import { commitmentTo, KEYHOLDER_INDICES, knowledgeChallenge, publicShare, readyHash, THRESHOLD } from "./session.js";
import { digitsOf, worldOf } from "./session.js";
import { publicKeyOf, signed } from "./signatures.js";
import { concat, reduced, same, scalarBytes, scalarFrom, sealedHash, SealFault, u8 } from "./wire.js";

/** @import { Source } from "./random.js" */
/** @import { World } from "./session.js" */

/** One keyholder's part in one session. What it has drawn leaves it as share and seed alone, and can be overwritten. */
export class Ceremony {
  #index;
  #sid;
  /** @type {Uint8Array[]} */
  #coefficients;
  #channel;
  #seed;
  #share = new Uint8Array(32);
  #hello;
  /** @type {Uint8Array[] | null} */
  #commitments = null;
  /** @type {World | null} */
  #world = null;
  #isAgreed = false;
  #isReady = false;

  /**
   * Draws the secrets.
   * @param {Uint8Array} sid
   * @param {number} index from 1
   * @param {Source} [source]
   */
  constructor(sid, index, source = system) {
    if (!KEYHOLDER_INDICES.includes(index)) throw new SealFault("index");
    this.#sid = sid;
    this.#index = index;
    this.#coefficients = Array.from({ length: THRESHOLD }, () => scalarBytes(source.scalar()));
    this.#channel = scalarBytes(source.scalar());
    this.#seed = source.bytes(32);
    this.#hello = this.#sayHello(source);
  }

  /** What is told first: 32 bytes that bind the hello. */
  get commitment() {
    return commitmentTo(this.#sid, this.#index, this.#hello);
  }

  /**
   * The hello, which is told only when the commitments of all are in. Refuses ("commitment") fewer, and where one's own
   * is another; other commitments at a second time too.
   * @param {Uint8Array[]} commitments
   */
  tellHello(commitments) {
    const known = this.#commitments ?? commitments;
    const isWhole = commitments.length === KEYHOLDER_INDICES.length && commitments.every(({ length }) => length === 32);
    if (!isWhole || !same(commitments[this.#index - 1], this.commitment)) throw new SealFault("commitment");
    if (!commitments.every((each, at) => same(each, known[at]))) throw new SealFault("commitment");
    this.#commitments = commitments.map((each) => each.slice());
    return this.#hello.slice();
  }

  /**
   * Checks the hellos of all, and gives the digits to be read aloud. Refuses with the keyholder's index a hello that
   * was not committed to ("commitment") or proves nothing ("hello"); and others at a second time ("hello").
   * @param {Uint8Array[]} hellos
   */
  meet(hellos) {
    const commitments = this.#commitments;
    if (!commitments) throw new SealFault("order");
    for (const index of KEYHOLDER_INDICES)
      if (!same(commitmentTo(this.#sid, index, hellos[index - 1] ?? new Uint8Array()), commitments[index - 1]))
        throw new SealFault("commitment", index);
    this.#world ??= worldOf(this.#sid, hellos.map((hello) => hello.slice()));
    return digitsOf(this.#world);
  }

  /**
   * The keyholder has heard these digits from all others. Refuses ("digits") others.
   * @param {string} heard
   */
  agree(heard) {
    if (heard !== digitsOf(this.world)) throw new SealFault("digits");
    this.#isAgreed = true;
  }

  /** What is sent to each keyholder, null to oneself. Refuses ("order") before the digits were agreed on. */
  messages() {
    if (!this.#isAgreed) throw new SealFault("order");
    return KEYHOLDER_INDICES.map((to) =>
      to === this.#index ? null : masked(scalarBytes(this.#valueAt(to)), this.#pad(this.#index, to, to)),
    );
  }

  /**
   * Takes what each keyholder has sent, and gives the signature that the key is made. Refuses ("channel"), with the
   * sender's index, what did not arrive whole: whose fault it is nobody can tell, so all begin a new session.
   * @param {(Uint8Array | null)[]} messages
   */
  receive(messages) {
    if (!this.#isAgreed) throw new SealFault("order");
    let share = 0n;
    for (const from of KEYHOLDER_INDICES) share = reduced(share + this.#valueFrom(from, messages[from - 1]));
    this.#share.set(scalarBytes(share));
    this.#isReady = true;
    return signed(this.#seed, readyHash(this.world));
  }

  /** What the hellos of all have made. Refuses ("order") before. */
  get world() {
    if (!this.#world) throw new SealFault("order");
    return this.#world;
  }

  /** What is to be kept: the share of the key and the seed of the signatures, 32 bytes each, for the caller to overwrite. */
  get secrets() {
    if (!this.#isReady) throw new SealFault("order");
    return { share: this.#share.slice(), seed: this.#seed.slice() };
  }

  /** Overwrites all that was drawn. What has become a number cannot be: JavaScript has no way to. */
  erase() {
    for (const secret of [...this.#coefficients, this.#channel, this.#seed, this.#share]) secret.fill(0);
    this.#isAgreed = this.#isReady = false;
  }

  /** @param {Source} source */
  #sayHello(source) {
    const [secret, channel] = [scalarFrom(this.#coefficients[0]), scalarFrom(this.#channel)];
    const told = concat(
      ...this.#coefficients.map((each) => times(scalarFrom(each), BASE).toBytes()),
      times(channel, BASE).toBytes(),
      publicKeyOf(this.#seed),
    );
    const [first, second] = [source.scalar(), source.scalar()];
    const c = knowledgeChallenge(this.#sid, this.#index, told, [times(first, BASE), times(second, BASE)]);
    return concat(told, ...[c, first + c * secret, second + c * channel].map(scalarBytes));
  }

  /** @param {number} index */
  #valueAt(index) {
    return this.#coefficients.reduce((sum, each, power) => sum + scalarFrom(each) * BigInt(index ** power), 0n);
  }

  /**
   * @param {number} from
   * @param {Uint8Array | null} message
   */
  #valueFrom(from, message) {
    if (from === this.#index) return reduced(this.#valueAt(from));
    try {
      if (message?.length !== 32) throw new SealFault("length");
      const value = scalarFrom(masked(message, this.#pad(from, this.#index, from)));
      if (times(value, BASE).equals(publicShare(this.world.hellos[from - 1], this.#index))) return value;
    } catch (fault) {
      if (!(fault instanceof SealFault)) throw fault;
    }
    throw new SealFault("channel", from);
  }

  /**
   * What hides the one message from a keyholder to another, of whom one is this and the other is `other`.
   * @param {number} from
   * @param {number} to
   * @param {number} other
   */
  #pad(from, to, other) {
    const { hellos } = this.world;
    const common = timesInParts(scalarFrom(this.#channel), elementFrom(hellos[other - 1].channel)).toBytes();
    const [sender, receiver] = [hellos[from - 1].channel, hellos[to - 1].channel];
    return sealedHash("channel", this.#sid, u8(from), u8(to), sender, receiver, common).subarray(0, 32);
  }
}

/**
 * @param {Uint8Array} bytes
 * @param {Uint8Array} pad
 */
const masked = (bytes, pad) => bytes.map((byte, at) => byte ^ pad[at]);
