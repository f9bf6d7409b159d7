// What a phone without network says of everything that can be shown at a door: as the server does (tests/tables).
import assert from "node:assert/strict";
import test from "node:test";
import { judgeShown, learn, open } from "../../voting/static/desk/judgement.js";
import { hashOf } from "../../voting/static/desk/passes.js";
import { attentionWith, note, placesNow, stateOf } from "../../voting/static/desk/rules.js";
import cases from "../tables/door.json" with { type: "json" };

const MEMBER = "7";
const VENUES = { here: "BRU", elsewhere: "LIE", online: "online" };
const KEY = btoa("a key for tests only");
const pass = (assembly, serial) => `AV1-${assembly}${serial}`;
const hash = (assembly, serial) => hashOf(KEY, pass(assembly, serial));
const inBase64 = (hex) => Buffer.from(hex, "hex").toString("base64");

async function known({ shows, present, minds }) {
  const [what, whose = ""] = shows.split(/ of (.*)/);
  const isOff = whose === "somebody taken off the roll";
  const serial = { "new pass": 1, "replaced pass": 1, "replaced new pass": 2 }[what] ?? 0;
  const roll = {
    key: KEY,
    numbers: isOff ? [] : [MEMBER],
    names: isOff ? [] : ["Jan Peeters"],
    legal: minds?.representative && !isOff ? { 0: minds.representative } : {},
    apart: {},
    passes: isOff ? "" : inBase64(await hash(1, 0)),
    others: [{ day: "2026-06-17", passes: inBase64((await hash(2, 0)).slice(0, 8)) }],
  };
  const further = Array.from({ length: serial + 1 }, (_, at) => at).filter((at) => at > 0 || isOff);
  const states = {
    places: present ? { [VENUES[present]]: [MEMBER] } : {},
    holders: minds?.represents ? { [MEMBER]: minds.represents } : {},
    assistance: minds?.assistance ? [MEMBER] : [],
    revoked: await Promise.all(Array.from({ length: serial }, (_, at) => hash(1, at))),
    reissued: Object.fromEntries(await Promise.all(further.map(async (at) => [await hash(1, at), MEMBER]))),
  };
  return { opened: open(roll), states, places: placesNow(states, [], VENUES.here), venue: VENUES.here };
}

function shown({ shows }) {
  const [what, whose = ""] = shows.split(/ of (.*)/);
  return {
    number: whose === "nobody" ? "999999" : MEMBER,
    pass: pass(whose === "another assembly" ? 2 : 1, 0),
    "new pass": pass(1, 1),
    "replaced pass": pass(1, 0),
    "replaced new pass": pass(1, 1),
    "made-up pass": pass(3, 0),
    address: "https://example.org/7",
    name: "Peeters, Jan",
  }[what];
}

for (const item of cases) {
  const { kind, shows, present = "nowhere", minds, answer, state = answer, attention = null } = item;
  test(`${kind}: ${shows}, present ${present}${minds ? `, minding ${JSON.stringify(minds)}` : ""}`, async () => {
    const said = await judgeShown(await known(item), kind, shown(item));
    assert.equal(said.answer, answer);
    assert.equal(stateOf(said.answer, said.attention), state);
    assert.deepEqual(said.attention ?? null, attention);
  });
}

test("a refused pass of another assembly says of which day it is", async () => {
  const said = await judgeShown(await known({ shows: "pass" }), "in", pass(2, 0));
  assert.deepEqual(said, { answer: "other_assembly", number: "", day: "2026-06-17" });
});

test("of who is not on the roll no name is told", async () => {
  const said = await judgeShown(await known({ shows: "number of somebody taken off the roll" }), "in", MEMBER);
  assert.deepEqual(said, { answer: "not_entitled", number: MEMBER });
});

test("whoever has a namesake is told apart, whatever the answer", async () => {
  const elsewhere = await known({ shows: "pass", present: "elsewhere" });
  assert.equal((await judgeShown(elsewhere, "in", MEMBER)).apart, undefined);
  elsewhere.opened.roll.apart = { 0: ["4000", 1956] };
  for (const kind of ["in", "out"]) assert.deepEqual((await judgeShown(elsewhere, kind, MEMBER)).apart, ["4000", 1956]);
});

test("where else somebody is is told with that answer alone", async () => {
  const elsewhere = await known({ shows: "pass", present: "elsewhere" });
  assert.equal((await judgeShown(elsewhere, "in", MEMBER)).place, "LIE");
  assert.equal((await judgeShown(elsewhere, "out", MEMBER)).place, undefined);
});

test("before who is where was heard for the first time, the roll alone decides", async () => {
  const { opened, venue } = await known({ shows: "pass" });
  const said = await judgeShown({ opened, states: null, places: new Map(), venue }, "in", pass(1, 0));
  assert.equal(said.answer, "welcome");
});

test("nobody is minded who does not come in", () => {
  const attention = { representative: null, represents: 2, assistance: false };
  assert.equal(attentionWith("present_elsewhere", attention), null);
  assert.equal(attentionWith("welcome", attention), attention);
  assert.equal(attentionWith("welcome", { ...attention, represents: 0 }), null);
});

function after(answer, place) {
  const places = new Map([["7", "LIE"]]);
  note(places, { number: "7", answer, place }, "BRU");
  return places.get("7");
}

test("each answer leaves a member where it says", () => {
  for (const answer of ["welcome", "moved", "already_here"]) assert.equal(after(answer), "BRU", answer);
  for (const answer of ["left", "not_here", "undone"]) assert.equal(after(answer), undefined, answer);
  for (const answer of ["not_entitled", "pass_revoked", "overtaken", "present_elsewhere", "kept", ""]) {
    assert.equal(after(answer), "LIE", answer);
  }
  assert.equal(after("present_elsewhere", "GNT"), "GNT");
});

test("what waits to be sent comes after what the server said, in order", () => {
  const said = { places: { LIE: ["1", "2"], BRU: ["3"] } };
  const waiting = [
    { number: "1", shown: "moved" },
    { number: "3", shown: "left" },
    { number: "4", shown: "welcome" },
    { number: "5", shown: "welcome" },
    { number: "5", shown: "left" },
    { number: "", shown: "unknown_pass" },
    { shown: null },
  ];
  const places = placesNow(said, waiting, "BRU");
  assert.deepEqual(Object.fromEntries(places), { 1: "BRU", 2: "LIE", 4: "BRU" });
});

test("what has changed since is learnt on top of what is known, and everything replaces it", () => {
  const all = { seq: 5, places: { LIE: ["1", "2"], BRU: ["3"] }, holders: { 3: 1 }, moved: { 2: null } };
  const later = learn(all, { seq: 7, moved: { 1: "BRU", 4: "LIE" } });
  assert.deepEqual(Object.fromEntries(placesNow(later, [], "BRU")), { 1: "BRU", 3: "BRU", 4: "LIE" });
  assert.deepEqual([later.seq, later.holders], [7, { 3: 1 }]);
  const anew = learn(later, { seq: 9, places: { LIE: ["4"] }, holders: {}, moved: {} });
  assert.deepEqual(Object.fromEntries(placesNow(anew, [], "BRU")), { 4: "LIE" });
});
