// How long a page takes to seal a choice, and a keyholder's to look at a closed box: node tests/bench/seal.mjs [BALLOTS].
// What a slower machine is busy for is told by the processor's time; other work on this one counts in the clock's alone.
import assert from "node:assert/strict";
import { lookAt, piecesOf } from "../../voting/static/seal/box.js";
import { BASE, tabled, times } from "../../voting/static/seal/group.js";
import { lookThrough } from "../../voting/static/seal/looking.js";
import { countsOf } from "../../voting/static/seal/opening.js";
import { verify } from "../../voting/static/seal/proofs.js";
import { system } from "../../voting/static/seal/random.js";
import { seal } from "../../voting/static/seal/sealing.js";
import { selfTest } from "../../voting/static/seal/self-test.js";
import { shapeOf } from "../../voting/static/seal/shape.js";
import { concat, sealedHash } from "../../voting/static/seal/wire.js";
import { looker } from "./looker.mjs";

const WORKERS = 2;
const SLOWER = 6;
const ctx = sealedHash("bench").slice(0, 32);
const K = times(system.scalar(), BASE).toBytes();
const CASES = [
  ["a motion", "for_against_abstain", 0, 0, [0]],
  ["eight candidates, three seats", "plurality_at_large", 8, 3, [1, 1, 0, 0, 0, 0, 0, 1, 0]],
  ["eight candidates, each for or against", "per_candidate", 8, 1, [0, 1, 2, 0, 1, 2, 0, 1]],
];

/** Milliseconds of clock and processor that each of so many runs takes. */
function measured(runs, act) {
  const [clock, processor] = [performance.now(), process.cpuUsage()];
  for (let run = 0; run < runs; run += 1) act(run);
  const { user, system: kernel } = process.cpuUsage(processor);
  return { clock: (performance.now() - clock) / runs, processor: (user + kernel) / 1000 / runs };
}

const told = ({ clock, processor }) => `${processor.toFixed(2)} ms of processor (${clock.toFixed(2)} ms)`;
const say = (what, figures, more = "") => console.log(`${what}: ${told(figures)}${more}`);

async function bench(many) {
  say("the self-test, the first thing that a page does", measured(1, selfTest));
  say("the table of a key", measured(5, () => tabled(K)));
  const key = tabled(K);
  for (const [name, method, candidates, seats, answers] of CASES) {
    const shape = shapeOf(method, candidates, seats);
    const make = () => seal(ctx, key, 1, "7", shape, answers, system.bytes(32)).ballot;
    const first = make();
    const sealing = measured(20, make);
    say(`sealing ${name}`, sealing, `; times ${SLOWER}: ${(SLOWER * sealing.processor).toFixed(0)} ms`);
    say(`looking at one such ballot of ${first.length} bytes`, measured(20, () => verify(ctx, key, first, shape)));
    const of = Math.floor(2 ** 16 / first.length);
    const [piece] = piecesOf({ ctx, key: K, shape, ballots: concat(...Array.from({ length: of }, make)) });
    lookAt(piece);
    const together = measured(5, () => lookAt(piece));
    say(`looking at ${of} together, each`, { clock: together.clock / of, processor: together.processor / of });
    if (candidates) continue;
    const box = Array.from({ length: Math.ceil(many / of) }, (_, at) => ({ ...piece, first: at * of }));
    const workers = Array.from({ length: WORKERS }, looker);
    const [clock, processor] = [performance.now(), process.cpuUsage()];
    await lookThrough(box, workers.map(({ look }) => look)).catch(({ code }) => assert.equal(code, "order")); // the same come again, which takes as long
    const { user, system: kernel } = process.cpuUsage(processor);
    console.log(`looking at ${many} motions with ${WORKERS} workers: ${((performance.now() - clock) / 1000).toFixed(1)} s, `
      + `${((user + kernel) / 1e6).toFixed(1)} s of processor`);
    for (const { stop } of workers) stop();
    const sum = times(BigInt(many >> 1) + (BigInt(many >> 2) << 20n), BASE);
    say(`finding the counts of ${many} motions`, measured(1, () => countsOf(shape, [sum], many)));
  }
}

/** Prints as JSON, by method, the milliseconds of the processor in which a ballot is sealed. */
function sealingAlone() {
  const key = tabled(K);
  const figures = CASES.map(([, method, candidates, seats, answers]) => {
    const make = () => seal(ctx, key, 1, "7", shapeOf(method, candidates, seats), answers, system.bytes(32));
    measured(10, make);
    return [method, measured(30, make).processor];
  });
  console.log(JSON.stringify(Object.fromEntries(figures)));
}

if (process.argv[2] === "--sealing") sealingAlone();
else await bench(Number(process.argv[2] ?? 12000));
