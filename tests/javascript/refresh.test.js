// How the parts of a page follow what happens: when they are asked for, and when what comes is shown.
import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./empty-page.js";

const { appointment, arrange, changedTopics, compareClocks, pauseOf, rhythm } = await load("refresh.js");

test("an earlier appointment stands, a later one gives way", () => {
  assert.equal(appointment(1500, 1000, 500, 900, 0.25), 1500);
  assert.equal(appointment(1700, 1000, 500, 900, 0.25), 1600);
  assert.equal(appointment(Infinity, 1000, 500, 900, 0), 1500);
});

test("however much is heard, a part is left alone for a while after it was asked for", () => {
  assert.equal(pauseOf({ askedAt: 1000, least: 250 }, 1100), 150);
  assert.equal(pauseOf({ askedAt: 1000, least: 250 }, 1300), 0);
});

test("while the stream is alive a part is left alone as long as it says", () => {
  assert.equal(rhythm({ every: 60_000, spread: 4000 }, 24_999), 60_000);
});

test("when nothing is heard it is asked for every few seconds; for many screens, as their spread allows", () => {
  assert.equal(rhythm({ every: 60_000, spread: 300 }, 25_000), 3000);
  assert.equal(rhythm({ every: 60_000, spread: 4000 }, 25_000), 8000);
});

test("a part is asked for where one of its topics has another version", () => {
  const part = { topics: ["agenda", "turnout"], known: { agenda: 3, turnout: 7 } };
  assert.deepEqual(changedTopics(part, { agenda: 3, turnout: 8, presence: 9 }), ["turnout"]);
  assert.deepEqual(changedTopics(part, { presence: 9 }), []);
  assert.deepEqual(changedTopics(part, { agenda: 1, turnout: 1 }), ["agenda", "turnout"]);
  assert.deepEqual(changedTopics({ topics: ["agenda"], known: {} }, { agenda: 0 }), ["agenda"]);
});

test("of what comes each scene is shown, of the same scene the latest text, at its first moment", () => {
  const vote = { scene: "vote", text: "12 of 40", moment: 1000 };
  const scenes = arrange(arrange([], vote), { scene: "vote", text: "13 of 40", moment: 1200 });
  assert.deepEqual(scenes, [{ scene: "vote", text: "13 of 40", moment: 1000 }]);
  const result = { scene: "result", text: "adopted", moment: 2000 };
  assert.deepEqual(arrange(scenes, result), [...scenes, result]);
  assert.deepEqual(vote, { scene: "vote", text: "12 of 40", moment: 1000 });
});

test("of scenes that wait the latest twenty are kept", () => {
  let scenes = [];
  for (let at = 1; at <= 21; at += 1) scenes = arrange(scenes, { scene: String(at), text: "", moment: at });
  assert.deepEqual([scenes.length, scenes[0].scene, scenes[19].scene], [20, "2", "21"]);
});

const UNKNOWN = { offset: 0, trip: Infinity };

test("the first answer tells how far the server's clock is ahead, half its way taken off", () => {
  assert.deepEqual(compareClocks(UNKNOWN, 1000, 1200, 61_100), { trip: 200, offset: 60_000 });
});

test("an answer without the server's time tells nothing", () => {
  for (const time of [0, NaN]) assert.equal(compareClocks(UNKNOWN, 1000, 1200, time), UNKNOWN);
});

test("a slower answer that fits changes nothing, one as fast or faster does", () => {
  const known = { trip: 200, offset: 60_000 };
  assert.equal(compareClocks(known, 5000, 5900, 65_500), known);
  assert.deepEqual(compareClocks(known, 5000, 5020, 65_060), { trip: 20, offset: 60_050 });
  assert.deepEqual(compareClocks(known, 5000, 5200, 65_150), { trip: 200, offset: 60_050 });
});

test("an answer that cannot be true of the clock as it is known replaces it, however slow", () => {
  const known = { trip: 20, offset: 60_000 };
  assert.deepEqual(compareClocks(known, 5000, 5400, 5200), { trip: 400, offset: 0 });
  assert.deepEqual(compareClocks(known, 5000, 5400, 90_200), { trip: 400, offset: 85_000 });
  assert.equal(compareClocks(known, 5000, 5400, 65_420), known);
  assert.notEqual(compareClocks(known, 5000, 5400, 65_421), known);
  assert.equal(compareClocks(known, 5000, 5400, 64_980), known);
  assert.notEqual(compareClocks(known, 5000, 5400, 64_979), known);
});
