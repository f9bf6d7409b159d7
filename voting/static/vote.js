// Casting a vote with certainty: sends it until there is an answer, however often the network goes. The form's
// attempt key makes one vote of however many arrive. Without this script the form does the same, once.
const PAUSE = 2000;
const PATIENCE = 20000;
const REST = 400;
const UNCOUNTED = ["busy", "database_away", "storage_full"];

/**
 * What an answer means for the vote: it is noted; it is refused, and why is told; it is not counted for now; or
 * whether it is counted is not known. After the last two it is sent again.
 * @param {number} status
 * @param {string | null} code of the refusal
 */
export function outcomeOf(status, code) {
  if (status >= 200 && status < 300) return "noted";
  if (status < 500) return "refused";
  return UNCOUNTED.includes(code ?? "") ? "uncounted" : "unknown";
}

/**
 * @param {string} selector
 * @returns {NodeListOf<HTMLFormElement>}
 */
const forms = (selector) => document.querySelectorAll(selector);

for (const form of forms("form[data-vote]")) {
  restAfterATap(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.hasAttribute("data-sent")) return;
    form.setAttribute("data-sent", "");
    send(form);
    keepFocus(event.submitter);
  });
}

for (const form of forms("form[data-needs-network]")) {
  const notice = /** @type {HTMLElement} */ (form.querySelector("[data-network]"));
  form.addEventListener("submit", (event) => {
    notice.hidden = navigator.onLine;
    if (navigator.onLine) return;
    event.preventDefault();
    notice.scrollIntoView({ block: "nearest" });
  });
  addEventListener("online", () => (notice.hidden = true));
}

// A page that asks to confirm, brought back by the back button, is asked for again: it may be counted by now.
addEventListener("pageshow", (event) => {
  if (event.persisted && document.querySelector("form[data-vote]")) location.reload();
});

/**
 * Lets nothing be cast for a moment: the second tap of two in a row was meant for the page before.
 * @param {HTMLFormElement} form
 */
export function restAfterATap(form) {
  const buttons = [...form.querySelectorAll("button")];
  for (const button of buttons) button.disabled = true;
  setTimeout(() => {
    for (const button of buttons) button.disabled = false;
  }, REST);
}

/**
 * @param {HTMLFormElement} form
 * @param {Record<string, string>} [more] what is sent besides its fields
 * @param {(told: { next: string, receipt?: Record<string, string> }) => Promise<unknown>} [noted] is done before the page goes on
 * @param {(status: number) => void} [refused] is done when the vote will not be sent again
 */
export async function send(form, more = {}, noted = async () => {}, refused = () => {}) {
  const fields = /** @type {Iterable<[string, string]>} */ (new FormData(form));
  const body = new URLSearchParams([...fields, ...Object.entries(more)]);
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  for (const way of form.querySelectorAll("[data-change]")) way.remove();
  show(form, "data-sending");
  let unsure = false; // whether one that was sent before may be counted
  for (;;) {
    let trouble = "data-offline";
    try {
      const headers = { Accept: "application/json" };
      const answer = await fetch(form.action, {
        method: "POST", body, headers, signal: AbortSignal.timeout(PATIENCE),
      });
      const outcome = outcomeOf(answer.status, answer.headers.get("Refusal"));
      if (outcome === "noted") {
        const isTold = answer.headers.get("Content-Type")?.startsWith("application/json");
        const told = isTold ? await answer.json() : { next: answer.url };
        await noted(told);
        location.replace(told.next);
        return;
      }
      if (outcome === "refused") {
        refused(answer.status);
        show(form, "data-refused", (await answer.json()).message);
        document.querySelector("[data-onward]")?.removeAttribute("hidden");
        return;
      }
      unsure ||= outcome === "unknown";
      trouble = unsure ? "data-unknown" : "data-uncounted";
    } catch {
      unsure = true; // no answer: whether the vote arrived is not known, so it is sent again
    }
    show(form, trouble);
    await new Promise((again) => {
      setTimeout(again, PAUSE);
      addEventListener("online", again, { once: true });
    });
  }
}

/**
 * Leaves the focus where it is: the button that was pressed is only said to be disabled, and does nothing any more.
 * @param {HTMLElement | null} button
 */
export function keepFocus(button) {
  if (!(button instanceof HTMLButtonElement)) return;
  button.disabled = false;
  button.ariaDisabled = "true";
}

/**
 * Shows one of the notices of the form, and hides the others.
 * @param {HTMLFormElement} form
 * @param {string} which
 * @param {string} [text]
 */
function show(form, which, text) {
  const notices = /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll(".notice"));
  for (const notice of notices) {
    notice.hidden = !notice.hasAttribute(which);
    if (!notice.hidden && text) notice.textContent = text;
    if (!notice.hidden) notice.scrollIntoView({ block: "nearest" });
  }
}
