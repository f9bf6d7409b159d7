// The page on which a vote is sealed: ballot, check and test are drawn here, in one page, and nothing that is marked leaves it
// (docs/sealed.md, Members' pages). What the steps show stands in templates of the page (templates/member/sealed.html).
import { tabled } from "../seal/group.js";
import { system } from "../seal/random.js";
import { selfTest } from "../seal/self-test.js";
import { codeForTheEye, fromHex, hex, SealFault } from "../seal/wire.js";
import { keepFocus, restAfterATap, send } from "../vote.js";
import { answersOf, faultOf } from "./choice.js";
import { confirmed } from "./confirmed.js";
import { refreshFields } from "./fields.js";
import { dropVote, keepVote, keptVote, receipted, toKeep, votesOf } from "./kept-votes.js";
import { followLanguages } from "./languages.js";
import { joinGroups, markAgain, markOf, marksIn } from "./marks.js";
import { drawCode } from "./picture.js";
import { mustBeOf, roundAt } from "./round.js";
import { forgetSeed, sealedChoice } from "./sealed-choice.js";

/** @import { Mark } from "./choice.js" */
/** @import { SealedChoice } from "./sealed-choice.js" */
/** @typedef {"ballot" | "confirm" | "test"} Step */

const AGAIN = 3000;
const part = () => /** @type {HTMLElement} */ (document.getElementById("sealed"));
const { context: address = "", receipt = "", method = "", number = "", by = "", ...told } = part().dataset;
const { owner = number } = told;
const contest = { method, candidates: /** @type {string[]} */ (JSON.parse(told.candidates ?? "[]")), seats: Number(told.seats) };
let title = document.title;

/** @type {Step} */
let step = "ballot";
/** @type {Mark[]} */
let marks = [];
/** @type {SealedChoice | null} */
let sealed = null;
let testCode = "";
/** @type {HTMLFormElement} */
let ballot;
/** @type {Parameters<typeof sealedChoice>[0]} */
let to;

async function begin() {
  votesOf(owner);
  if (keptVote(address, number)?.ballot) {
    sendAgain();
    return;
  }
  try {
    selfTest();
  } catch {
    tellUnready("device");
    return;
  }
  for (;;) {
    try {
      const round = await roundAt(address);
      mustBeOf(round, { ...contest, number: told.resolution ?? "", round: Number(told.round) });
      to = { context: round.context, key: tabled(round.key), by: Number(by), number };
      break;
    } catch (fault) {
      const code = fault instanceof SealFault ? fault.code : "network";
      if (code !== "network" && code !== "context_signatures") {
        tellUnready("round");
        return;
      }
      tellUnready(code === "network" ? code : "unsigned");
      await new Promise((again) => setTimeout(again, AGAIN));
    }
  }
  history.replaceState({ step: "ballot" }, "");
  drawBallot();
  addEventListener("popstate", ({ state }) => {
    if (part().querySelector("form[data-sent] [data-refused]:not([hidden])")) location.reload(); // what is so now, the server says
    else if (!state) history.replaceState({ step }, ""); // to another place of the same step, as #main
    else if (state.step !== step) show(state.step);
  });
  followLanguages(drawAgain);
}

/** @param {"device" | "round" | "network" | "unsigned"} why there is no ballot yet */
function tellUnready(why) {
  find("[data-without]").hidden = why === "round" || why === "unsigned";
  const reasons = /** @type {NodeListOf<HTMLElement>} */ (part().querySelectorAll("[data-why]"));
  for (const reason of reasons) reason.hidden = reason.dataset.why !== why;
}

/**
 * A part of the page as one of its templates has it.
 * @param {string} name
 */
function drawn(name) {
  const template = /** @type {HTMLTemplateElement} */ (part().querySelector(`template[data-draw=${name}]`));
  return /** @type {DocumentFragment} */ (template.content.cloneNode(true));
}

/** @param {string} selector */
const find = (selector) => /** @type {HTMLElement} */ (part().querySelector(selector));

function drawBallot() {
  find("[data-unready]").remove();
  find("template[data-draw=ballot]").after(drawn("ballot"));
  ballot = /** @type {HTMLFormElement} */ (find("form"));
  joinGroups(ballot);
  ballot.addEventListener("submit", (event) => {
    event.preventDefault();
    const pressed = event.submitter;
    marks = pressed?.dataset.mark ? [markOf(pressed)] : marksIn(ballot);
    const fault = faultOf(contest, marks);
    if (fault) {
      tellFault(fault);
      return;
    }
    goTo("confirm");
  });
}

/** @param {string} fault */
function tellFault(fault) {
  forgetFault();
  ballot.before(drawn(fault));
  ballot.setAttribute("aria-describedby", "fault");
  if (fault === "some_unmarked")
    for (const group of ballot.querySelectorAll("[role=radiogroup]"))
      if (!group.querySelector("input:checked")) group.querySelector("legend")?.append(" ", drawn("unmarked"));
  document.title = `${part().dataset.wrong}: ${title}`;
  find("#fault").focus();
}

function forgetFault() {
  part().querySelector("#fault")?.remove();
  for (const note of ballot.querySelectorAll(".unmarked")) note.remove();
  ballot.removeAttribute("aria-describedby");
}

/** @param {Step} wanted */
function goTo(wanted) {
  history.pushState({ step: wanted }, "");
  show(wanted);
}

/**
 * Shows a step. What is to be confirmed has a seal of its own each time that somebody comes to it.
 * @param {Step} wanted
 */
function show(wanted) {
  if (part().querySelector("form[data-sent]")) return;
  step = wanted !== "ballot" && !marks.length ? "ballot" : wanted;
  if (step === "test" && !testCode) step = "confirm";
  if (step !== "test") testCode = "";
  if (step === "confirm") {
    forgetSeed(sealed);
    sealed = sealedChoice(to, answersOf(contest, marks));
  }
  draw();
  scrollTo(0, 0);
  const heading = /** @type {HTMLElement} */ ([...part().querySelectorAll("h1")].find((each) => each.checkVisibility()));
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

function draw() {
  part().querySelector("[data-drawn]")?.remove();
  find("[data-step=ballot]").hidden = step !== "ballot";
  document.title = step === "confirm" ? `${part().dataset.check}: ${title}` : title;
  if (step === "ballot") {
    forgetFault();
    if (!ballot.isConnected) find("template[data-draw=ballot]").after(ballot);
    return;
  }
  ballot.remove();
  const view = document.createElement("div");
  view.dataset.drawn = "";
  view.append(drawn(step));
  part().append(view);
  if (step === "confirm") drawConfirm(view);
  else drawTest(view);
}

/** @param {HTMLElement} view */
function drawConfirm(view) {
  const { leaf } = /** @type {SealedChoice} */ (sealed);
  confirmed(/** @type {Element} */ (view.querySelector(".chosen")), ballot, marks, method);
  drawCode(view, codeForTheEye(leaf), hex(leaf).toUpperCase());
  const form = /** @type {HTMLFormElement} */ (view.querySelector("form"));
  restAfterATap(form);
  refreshFields(form);
  view.querySelector("button[data-change]")?.addEventListener("click", () => goTo("ballot"));
  view.querySelector("[data-test]")?.addEventListener("click", () => {
    testCode = /** @type {SealedChoice} */ (sealed).testCode();
    forgetSeed(sealed);
    sealed = null;
    goTo("test");
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.hasAttribute("data-sent")) return;
    const choice = /** @type {SealedChoice} */ (sealed);
    forgetSeed(choice);
    sealed = null;
    const attempt = hex(system.bytes(16));
    keepVote(address, number, toKeep({ owner, context: address, again: receipt, attempt }, { ctx: to.context.ctx, ...choice }));
    cast(form, { attempt, sealed: hex(choice.ballot) });
    keepFocus(event.submitter);
  });
}

/** @param {HTMLElement} view */
function drawTest(view) {
  drawCode(view, testCode, testCode);
  view.querySelector("[data-anew]")?.addEventListener("click", () => goTo("confirm"));
}

/**
 * @param {HTMLFormElement} form
 * @param {{ attempt: string, sealed: string }} sent
 */
function cast(form, sent) {
  form.setAttribute("data-sent", "");
  send(
    form,
    sent,
    async (answer) => {
      const kept = keptVote(address, number);
      if (kept && answer.receipt) keepVote(address, number, receipted(kept, answer.receipt.signature));
    },
    (status) => {
      if (status !== 401) dropVote(address, number);
    },
  );
}

// A vote was sent from this tab, and no answer has come before the page was left: the same ballot once more.
function sendAgain() {
  const { ballot: bytes = "", attempt = "", leaf } = keptVote(address, number) ?? { leaf: "" };
  find("[data-step=ballot]").hidden = true;
  const view = document.createElement("div");
  view.append(drawn("confirm"));
  view.querySelector(".stage")?.replaceChildren(drawn("again"));
  for (const way of view.querySelectorAll("[data-change]")) way.remove();
  part().append(view);
  drawCode(view, codeForTheEye(fromHex(leaf)), leaf.toUpperCase());
  cast(/** @type {HTMLFormElement} */ (view.querySelector("form")), { attempt, sealed: bytes });
}

/** The page is in another language: the same steps, from its new templates. */
function drawAgain() {
  title = document.title;
  const kept = step === "ballot" ? marksIn(ballot) : marks;
  drawBallot();
  markAgain(ballot, kept);
  draw();
}

await begin();
