// A keyholder's look at a closed box, with the modules of the page and so many workers:
// node tests/bench/look.mjs ADDRESS TOKEN RESOLUTION WORKERS. Prints the seconds that it took, and the sums, as JSON.
import { piecesOf, statementOf } from "../../voting/static/seal/box.js";
import { contextFrom } from "../../voting/static/seal/context.js";
import { lookThrough } from "../../voting/static/seal/looking.js";
import { keysFrom } from "../../voting/static/seal/session.js";
import { lengthOf } from "../../voting/static/seal/shape.js";
import { leafOf } from "../../voting/static/seal/tree.js";
import { concat, fromHex, hex, same } from "../../voting/static/seal/wire.js";
import { looker } from "./looker.mjs";

async function main(address, token, id, workers) {
  const begun = performance.now();
  const seconds = () => (performance.now() - begun) / 1000;
  const ask = (path) => fetch(address + path, { headers: { Authorization: `Bearer ${token}` } });
  const { context, keys } = await (await ask(`/box/${id}/context`)).json();
  const { world } = keysFrom(fromHex(keys));
  const { ctx, shape } = contextFrom(fromHex(context), fromHex(keys));
  const told = await (await ask(`/box/${id}/statement`)).json();
  const [parts, length] = [[], lengthOf(shape)];
  for (let after = ""; ; after = hex(leafOf(parts.at(-1).slice(-length)))) {
    const part = new Uint8Array(await (await ask(`/keys/${id}/ballots?after=${after}`)).arrayBuffer());
    if (!part.length) break;
    parts.push(part);
  }
  const fetched = seconds();
  const lookers = Array.from({ length: workers }, looker);
  const box = await lookThrough(piecesOf({ ctx, key: world.key, shape, ballots: concat(...parts) }), lookers.map(({ look }) => look));
  for (const { stop } of lookers) stop();
  if (!same(statementOf(ctx, box, told.paper, fromHex(told.took_part)), fromHex(told.statement))) throw new Error("another box");
  const sums = shape.questions.map((_, at) => [hex(box.sums[2 * at]), hex(box.sums[2 * at + 1])]);
  console.log(JSON.stringify({ fetched, looked: seconds() - fetched, ballots: box.size, sums }));
}

await main(...process.argv.slice(2, 5), Number(process.argv[5]));
