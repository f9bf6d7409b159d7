// What was done at this door just now, the latest first; a provisional answer stays marked until it is final.
const MOST = 12;
const section = document.getElementById("recent");
const entries = section.querySelector("ol");

export function list(item, answer, provisional, act) {
  if (!item.nonce || answer.state === "undone" || item.kind === "ask_move") return;
  const entry = entries.querySelector(`[data-nonce="${item.nonce}"]`) ?? document.createElement("li");
  entry.dataset.nonce = item.nonce;
  entry.dataset.state = answer.state;
  entry.classList.toggle("is-provisional", provisional);
  const card = document.querySelector(`template[data-card="${answer.state}"]`).content;
  const time = new Date(item.scannedAt).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
  const word = card.querySelector(".word").firstChild.nextSibling.textContent;
  const text = document.createElement("span");
  text.textContent = `${time} ${card.querySelector(".sign").textContent} ${word.replace(/[:\s]+$/, "").trim()} – ${answer.name ?? ""} ${answer.number ?? ""}`;
  entry.replaceChildren(text);
  if (["welcome", "attention", "moved", "left"].includes(answer.state)) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = card.querySelector("form button").textContent;
    button.addEventListener("click", () => {
      act("undo", { act: item.nonce, });
      entry.remove();
    });
    entry.append(button);
  }
  if (!entry.isConnected) entries.prepend(entry);
  while (entries.children.length > MOST) entries.lastElementChild.remove();
  section.hidden = entries.children.length === 0;
}
