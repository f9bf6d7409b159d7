// The camera at the door of an event: each pass is sent as the form sends it, and its answer shown above.
import * as camera from "./desk/camera.js";

const form = document.getElementById("event-door");
const field = document.getElementById("member");
const video = document.getElementById("video");
const button = document.getElementById("camera");
const problem = document.getElementById("camera-problem");
const unsent = document.getElementById("unsent");
let before = Promise.resolve();

// One after the other, so that the last answer is about the last pass.
function arrive(pass) {
  before = before.then(() => send(pass)).catch(() => (unsent.hidden = false));
}

async function send(pass) {
  const fields = new FormData(form);
  fields.set("member", pass);
  const response = await fetch(form.action, { method: "POST", body: fields });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const answer = page.querySelector("#answer > *, #refusal");
  if (!answer) return location.reload(); // signed out meanwhile
  unsent.hidden = true;
  document.getElementById("answer").replaceChildren(answer);
  const here = page.getElementById("here");
  if (here) document.getElementById("here").replaceWith(here);
}

button.addEventListener("click", async () => {
  if (camera.isOn()) camera.stop(video);
  else problem.hidden = await camera.start(video, arrive).then(() => true, () => false);
  button.textContent = camera.isOn() ? button.dataset.stop : button.dataset.start;
  document.getElementById("view").classList.toggle("is-on", camera.isOn());
});

form.addEventListener("submit", (event) => {
  if (!camera.isOn()) return;
  event.preventDefault();
  arrive(field.value);
  field.value = "";
});

document.getElementById("scanner").hidden = false;
