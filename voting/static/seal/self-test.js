// Whether this browser seals as it must: to be passed before a page holds a form. A ballot is sealed from a known seed and
// must have the known leaf, be found sound, and be refused once a byte of it is another.
import { tabled } from "./group.js";
import { verify } from "./proofs.js";
import { system } from "./random.js";
import { seal } from "./sealing.js";
import { shapeOf } from "./shape.js";
import { isSignedBy, publicKeyOf, signed } from "./signatures.js";
import { leafOf } from "./tree.js";
import { fromHex, hex, same, SealFault } from "./wire.js";

// The first ballot of tests/sealed/vectors.json.
const KNOWN = {
  ctx: "fa93c1c96137cdd42a0b48859dc729ab9539baab09eb9a1ec849b17330381f8c",
  key: "8ac2ff0adfa48e992295e2f1365d46c9f9fa15f6f6ef758c692fd8720109620b",
  seed: "28554ffdaccebd7ecb9f313a72e272e27fe3f2c7b1d15b1c6a7df5a361769dd8",
  number: "M0",
  by: 1,
  answers: [0],
  leaf: "b6e68e8002aa79722d8f589d3880fa940047eb0489c0c49877f621004a074e4d",
};

/** Throws where it does not; a browser that lacks what is needed for it throws too. */
export function selfTest() {
  const [ctx, seed] = [fromHex(KNOWN.ctx), fromHex(KNOWN.seed)];
  const key = tabled(fromHex(KNOWN.key));
  const shape = shapeOf("for_against_abstain", 0, 0);
  const { ballot } = seal(ctx, key, KNOWN.by, KNOWN.number, shape, KNOWN.answers, seed);
  if (hex(leafOf(ballot)) !== KNOWN.leaf) throw new SealFault("self_test");
  verify(ctx, key, ballot, shape);
  ballot[400] ^= 1;
  if (!refuses(() => verify(ctx, key, ballot, shape))) throw new SealFault("self_test");

  const signature = signed(seed, ctx);
  const isKept = isSignedBy(publicKeyOf(seed), ctx, signature) && !isSignedBy(publicKeyOf(seed), seed, signature);
  if (!isKept || same(system.bytes(32), system.bytes(32))) throw new SealFault("self_test");
}

/** @param {() => void} check */
function refuses(check) {
  try {
    check();
  } catch (fault) {
    return fault instanceof SealFault;
  }
  return false;
}
