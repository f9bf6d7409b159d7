// Casting a vote with certainty: sends it until there is an answer, however often the network goes. The form's
// attempt key makes one vote of however many arrive. Without this script the form does the same, once.
const PAUSE = 2000;
const PATIENCE = 15000;

for (const form of document.querySelectorAll("form[data-vote]")) {
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("data-change")) return;
    event.preventDefault();
    if (form.hasAttribute("data-sent")) return;
    form.setAttribute("data-sent", "");
    send(form);
  });
}

for (const form of document.querySelectorAll("form[data-needs-network]")) {
  form.addEventListener("submit", (event) => {
    const notice = form.querySelector("[data-network]");
    notice.hidden = navigator.onLine;
    if (!navigator.onLine) event.preventDefault();
  });
}

// A page that asks to confirm, brought back by the back button, is left for the ballot as it stands now.
addEventListener("pageshow", (event) => {
  const change = document.querySelector("form[data-vote] [data-change]");
  if (event.persisted && change) location.replace(change.formAction);
});

async function send(form) {
  const body = new URLSearchParams(new FormData(form));
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  show(form, "data-sending");
  for (;;) {
    try {
      const headers = { Accept: "application/json" };
      const answer = await fetch(form.action, {
        method: "POST", body, headers, signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.ok) {
        location.replace(answer.url);
        return;
      }
      if (answer.status < 500) {
        show(form, "data-refused", (await answer.json()).message);
        return;
      }
    } catch {
      // no answer: whether the vote arrived is not known, so it is sent again
    }
    show(form, "data-offline");
    await new Promise((again) => {
      setTimeout(again, PAUSE);
      addEventListener("online", again, { once: true });
    });
  }
}

// Shows one of the notices of the form, and hides the others.
function show(form, which, text) {
  for (const notice of form.querySelectorAll(".notice")) {
    notice.hidden = !notice.hasAttribute(which);
    if (!notice.hidden && text) notice.textContent = text;
    if (!notice.hidden) notice.scrollIntoView({ block: "nearest" });
  }
}
