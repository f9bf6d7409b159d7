// What a keyholder has to do next of a round, and what the line of a card is.
import assert from "node:assert/strict";
import test from "node:test";
import { cardFrom } from "../../offline/keyholder/server.js";
import { stepOf } from "../../offline/keyholder/steps.js";

const ROUND = {
  id: 7, number: "1", round: 1, title: {}, candidates: {}, state: "draft", context: [], checked: [], statement: [], voices: [],
  shares: [], opened: false, ahead: 0,
};

test("what is to be done next follows from what has been done", () => {
  const steps = [
    ["sign", { context: [1, 3, 4, 5] }],
    ["signed", { context: [2] }],
    ["ahead", { context: [2], ahead: 1024 }],
    ["sign", { context: [1], ahead: 1024 }],
    ["sign", { state: "open", context: [1, 3, 4, 5] }],
    ["voting", { state: "open", context: [2] }],
    ["look", { state: "closed", statement: [1, 3, 4, 5] }],
    ["waiting", { state: "closed", statement: [2] }],
    ["three", { state: "closed", statement: [1, 2, 3] }],
    ["send", { state: "closed", statement: [1, 2, 3], voices: [1, 2, 3] }],
    ["send", { state: "closed", statement: [1, 2, 3, 4], shares: [1] }],
    ["sent", { state: "closed", statement: [1, 2, 3, 4], shares: [2] }],
    ["opened", { state: "closed", statement: [1, 3, 4, 5], opened: true }],
    ["annulled", { state: "annulled", statement: [1, 2, 3, 4] }],
  ];
  for (const [step, told] of steps) assert.equal(stepOf({ ...ROUND, ...told }, 2), step);
  assert.equal(stepOf({ ...ROUND, context: [2], ahead: 1024 }, 2, 1024), "signed");
});

test("a card has an address, with or without a path, and a token", () => {
  const token = "a_B-".repeat(11).slice(1);
  assert.deepEqual(cardFrom(` https://coop.example/vote/  ${token}\n`), { address: "https://coop.example/vote", token });
  assert.deepEqual(cardFrom(`http://127.0.0.1:8000 ${token}`), { address: "http://127.0.0.1:8000", token });
  for (const line of ["", token, "https://coop.example", `https://coop.example ${token}x`, `ftp://coop.example ${token}`, `http://coop.example ${token}`,
    `http://localhost.example ${token}`, `https://a/?q ${token}`])
    assert.equal(cardFrom(line), null);
});
