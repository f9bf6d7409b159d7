// The camera at the door of an event: each pass is sent as the form sends it, and its answer shown above.
import * as camera from "./desk/camera.js";
import { byId } from "./desk/page.js";

const form = byId("event-door", HTMLFormElement);
const field = byId("member", HTMLInputElement);
const video = byId("video", HTMLVideoElement);
const button = byId("camera", HTMLButtonElement);
const problem = byId("camera-problem", HTMLElement);
const unsent = byId("unsent", HTMLElement);
let before = Promise.resolve();

/**
 * One after the other, so that the last answer is about the last pass.
 * @param {string} pass
 */
function arrive(pass) {
  before = before.then(() => send(pass)).catch(() => {
    unsent.hidden = false;
  });
}

/** @param {string} pass */
async function send(pass) {
  const fields = new FormData(form);
  fields.set("member", pass);
  const response = await fetch(form.action, { method: "POST", body: fields });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const answer = page.querySelector("#answer > *, #refusal");
  if (!answer) {
    location.reload(); // signed out meanwhile
    return;
  }
  unsent.hidden = true;
  byId("answer", HTMLElement).replaceChildren(answer);
  const here = page.getElementById("here");
  if (here) byId("here", HTMLElement).replaceWith(here);
}

button.addEventListener("click", async () => {
  if (camera.isOn()) camera.stop(video);
  else problem.hidden = await camera.start(video, arrive).then(() => true, () => false);
  button.textContent = (camera.isOn() ? button.dataset.stop : button.dataset.start) ?? "";
  byId("view", HTMLElement).classList.toggle("is-on", camera.isOn());
});

form.addEventListener("submit", (event) => {
  if (!camera.isOn()) return;
  event.preventDefault();
  arrive(field.value);
  field.value = "";
});

byId("scanner", HTMLElement).hidden = false;
