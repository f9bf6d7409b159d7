// One answer at the door, made from the page's own templates: colour, word, and what to compare.
const place = document.getElementById("answer");

// Shows an answer; `act` is called with (kind, fields) when a button on it is pressed.
export function show(answer, { provisional, nonce, venueNames, act }) {
  const template = document.querySelector(`template[data-card="${answer.state}"]`);
  const card = template.content.firstElementChild.cloneNode(true);
  card.dataset.answer = answer.answer;
  card.dataset.nonce = nonce;
  card.querySelector("[data-provisional]").hidden = !provisional;
  card.classList.toggle("is-provisional", provisional);
  const texts = { ...answer, ...answer.attention, place: answer.place_name ?? venueNames[answer.place] ?? answer.place };
  for (const slot of card.querySelectorAll("[data-slot]")) slot.textContent = texts[slot.dataset.slot] ?? "";
  const minds = answer.attention ?? {};
  card.querySelector(".minds").hidden = !answer.attention;
  for (const line of card.querySelectorAll("[data-mind]")) {
    const value = minds[line.dataset.mind];
    line.hidden = value === undefined || value === null || value === false || value === 0;
  }
  for (const form of card.querySelectorAll("form")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const kind = form.dataset.act.split(".")[1];
      act(kind, kind === "move" ? { member: answer.number } : { act: nonce });
    });
  }
  place.replaceChildren(card);
  place.scrollIntoView({ block: "start" }); // the answer, and below it what the camera sees of the next pass
}

// What is on the screen for an act: the state of its answer, if that is what is shown.
export function stateShown(nonce) {
  const shown = place.firstElementChild?.dataset;
  return shown?.nonce === nonce ? shown.state : null;
}
