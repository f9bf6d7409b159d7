// The page at the door: camera, keyboard scanner, picture and search lead to one act; the answer is shown in less
// than a second, by the server where it answers in time, else by the roll on the phone, marked provisional.
import * as camera from "./camera.js";
import * as card from "./card.js";
import * as offline from "./offline.js";
import { byId, within } from "./page.js";
import { cleanPass } from "./passes.js";
import * as queue from "./queue.js";
import * as roll from "./roll.js";
import { list } from "./recent.js";
import { isKind, stateOf } from "./rules.js";
import { apartWords, forgetFound, searchOnPhone } from "./search.js";
import { settings } from "./settings.js";
import { allow, signal } from "./signal.js";
import { practise } from "./training.js";

/** @import { Shown } from "./card.js" */
/** @import { Judged } from "./judgement.js" */
/** @import { Item } from "./sending.js" */

const IN_TIME = 900;
const form = byId("door", HTMLFormElement);
const field = byId("member", HTMLInputElement);
const video = byId("video", HTMLVideoElement);
const cameraButton = byId("camera", HTMLButtonElement);
const torchButton = byId("torch", HTMLButtonElement);
const pictureField = byId("picture", HTMLInputElement);
const problem = byId("camera-problem", HTMLElement);

const direction = () => within(document, "[name=direction]:checked", HTMLInputElement).value;

/**
 * What the phone has judged, as it is shown.
 * @param {Judged} judged
 * @param {string} state
 * @returns {Shown}
 */
const inWords = ({ day, apart, ...judged }, state) => ({
  ...judged,
  state,
  apart: apartWords(apart, settings.words.born),
  why: day && settings.words.other_assembly.replace("{day}", new Date(day).toLocaleDateString(document.documentElement.lang, { dateStyle: "long" })),
});

/**
 * One act at the door, from whatever brought it: kept, sent, and answered on the screen.
 * @param {string} kind
 * @param {Record<string, string>} fields
 */
async function act(kind, fields) {
  await prepared;
  if (settings.training) {
    const { item, judged } = await practise(kind, fields);
    return showAnswer(item, inWords(judged, judged.state), false);
  }
  const { item, answered } = await queue.add({ kind, fields });
  const local = isKind(kind) ? await roll.judge(kind, fields.member) : null;
  /** @type {Promise<null>} */
  const late = new Promise((resolve) => setTimeout(resolve, IN_TIME, null));
  const answer = await Promise.race([answered, late]);
  if (answer) return showAnswer(item, answer, false);
  if (local) {
    await queue.remember(item, local);
    roll.note(local.number, local.answer, local.place);
  }
  const state = local ? stateOf(local.answer, local.attention) : "kept";
  showAnswer(item, local ? inWords(local, state) : { answer: "kept", state }, true);
}

/**
 * @param {Item} item
 * @param {Shown} answer
 * @param {boolean} provisional
 */
function showAnswer(item, answer, provisional) {
  put(item, answer, provisional);
  list(item, answer, provisional, act);
  signal(answer.state);
}

/**
 * @param {Item} item
 * @param {Shown} answer
 * @param {boolean} provisional
 */
const put = (item, answer, provisional) =>
  card.show(answer, { provisional, nonce: item.nonce, venueNames: settings.venue_names, act });

/**
 * The queue has moved on: numbers at the top, and the final answer to what was provisional; it is heard and felt
 * only where it differs.
 * @type {queue.Listener}
 */
function queueChanged({ state, answered, waiting }) {
  offline.showNetwork(state, waiting.length);
  if (!answered?.answer) return;
  const { item, answer } = answered;
  if (answer.number) roll.note(answer.number, answer.answer ?? "", answer.place);
  if (!item.shown) return;
  const before = card.stateShown(item.nonce);
  list(item, answer, false, act);
  if (before) put(item, answer, false);
  if (before ? answer.state !== before : answer.answer !== item.shown) signal(answer.state);
}

/** @param {string} text */
function arriving(text) {
  act(direction(), { member: text });
}

form.addEventListener("submit", (event) => {
  const typed = field.value.trim();
  if (!cleanPass(typed) && !/\d/.test(typed)) {
    if (roll.isHere() && searchOnPhone(typed, settings, (number) => act("in", { member: number }), true)) event.preventDefault();
    return; // by name, without a roll on the phone: the server's page of what it found
  }
  event.preventDefault();
  allow();
  field.value = "";
  field.focus();
  forgetFound();
  act(event.submitter?.hasAttribute("data-check-out") ? "out" : direction(), { member: typed });
});

// Looking for a name while it is typed, on the phone alone.
field.addEventListener("input", () => {
  const typed = field.value.trim();
  if (!roll.isHere()) return;
  if (cleanPass(typed)) return forgetFound();
  const found = searchOnPhone(typed, settings, (number) => {
    field.value = "";
    act(direction(), { member: number });
  });
  if (found) form.scrollIntoView({ block: "start" });
});

// A scanner that types needs no field: what is typed anywhere on the page goes into it.
document.addEventListener("keydown", (event) => {
  const inField = event.target instanceof Element && event.target.closest("input, select, textarea, button, a, summary");
  if (!inField && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) field.focus();
});

async function startCamera() {
  cameraButton.disabled = true;
  try {
    await camera.start(video, arriving, cameraLost);
    problem.hidden = true;
  } catch {
    camera.stop(video);
    problem.hidden = false;
  }
  cameraButton.disabled = false;
  showCamera();
}

// A call, another app or the phone asleep has taken the camera: it is back as soon as the page is looked at.
function cameraLost() {
  showCamera();
  if (document.hidden) document.addEventListener("visibilitychange", cameraLost, { once: true });
  else startCamera();
}

function showCamera() {
  cameraButton.textContent = (camera.isOn() ? cameraButton.dataset.stop : cameraButton.dataset.start) ?? "";
  torchButton.hidden = !camera.isOn() || !camera.hasTorch();
  torchButton.setAttribute("aria-pressed", "false");
  byId("view", HTMLElement).classList.toggle("is-on", camera.isOn());
}

cameraButton.addEventListener("click", () => {
  allow();
  if (!camera.isOn()) return startCamera();
  camera.stop(video);
  return showCamera();
});

torchButton.addEventListener("click", async () => {
  const on = torchButton.getAttribute("aria-pressed") !== "true";
  await camera.setTorch(on);
  torchButton.setAttribute("aria-pressed", String(on));
});

pictureField.addEventListener("change", async () => {
  const [file] = pictureField.files ?? [];
  pictureField.value = "";
  if (!file) return;
  allow();
  const [code] = await camera.read(file).catch(() => []);
  if (code) arriving(code);
  else showNoCode();
});

function showNoCode() {
  card.show({ answer: "no_code", state: "no_code" }, { provisional: false, nonce: "", venueNames: {}, act });
  signal("no_code");
}

for (const choice of document.querySelectorAll("[name=direction]")) {
  choice.addEventListener("change", () => camera.forgetSeen());
}

// What is scanned or typed before the phone has read what it keeps waits for that.
const prepared = roll.load(settings).then(() => {
  if (!settings.training) queue.begin(settings, queueChanged);
});

async function begin() {
  byId("scanner", HTMLElement).hidden = false;
  await prepared;
  if (!settings.training) offline.begin(settings);
  const allowed = await navigator.permissions?.query({ name: "camera" }).catch(() => null);
  if (allowed?.state === "granted") await startCamera();
  document.documentElement.dataset.ready = "yes";
}

begin();
