// Tells what a screen reader says by itself while a page is open; what is asked of it, and how it answers, stands in
// ears.py beside this file. It calls window.tellEars(sentence).
(() => {
  if (window.ears || window.frameElement?.closest("[aria-hidden=true], [inert]")) return;
  window.ears = true;
  const LIVE = { status: "polite", alert: "assertive", log: "polite", timer: "off", marquee: "off" };
  const ATOMIC = ["status", "alert"];
  const SELECTOR = "[aria-live], [role=status], [role=alert], [role=log], [role=timer], [role=marquee], output";
  const NAMED = "button, a, input, select, textarea, summary, [role]";
  const tidy = (text) => text.replaceAll(/\s+/g, " ").trim();
  const roleOf = (element) => element.getAttribute("role") ?? (element.localName === "output" ? "status" : "");
  const isRegion = (element) => element.matches(SELECTOR);
  const isLive = (region) => (region.getAttribute("aria-live") ?? LIVE[roleOf(region)] ?? "off") !== "off";
  const isHeard = (element) => element.checkVisibility({ visibilityProperty: true })
    && !element.closest("[aria-hidden=true], [inert]");
  const isBlock = (element) => !getComputedStyle(element).display.startsWith("inline");
  /** What was heard of each region last: its pieces of text, by the node that holds them. */
  const known = new WeakMap();
  /** @type {Element | null} */
  let focused = null;

  /** What is read instead of what stands in an element; undefined where that itself is read. */
  function nameOf(element) {
    if (element.localName === "img") return element.alt;
    if (element.matches(NAMED) && element.ariaLabel) return element.ariaLabel;
    return element.matches("script, style, template, noscript, svg") ? "" : undefined;
  }

  /** The pieces of text that are read of a region or a part of it, without regions of their own in it. */
  function piecesOf(root, within = true) {
    const pieces = new Map();
    const walk = (node) => {
      if (node instanceof Text) {
        if (tidy(node.data) && isHeard(node.parentElement)) pieces.set(node, tidy(node.data));
        return;
      }
      if (!(node instanceof Element) || (node !== root && within && isRegion(node))) return;
      const name = nameOf(node);
      if (name === undefined) for (const child of node.childNodes) walk(child);
      else if (tidy(name) && isHeard(node)) pieces.set(node, tidy(name));
    };
    walk(root);
    return pieces;
  }

  /** The element that is said as a whole when this piece of it changes: an atomic one, or else its block. */
  function wholeOf(node, region) {
    for (let part = node.parentElement; part; part = part.parentElement) {
      const atomic = part.getAttribute("aria-atomic") ?? String(part === region && ATOMIC.includes(roleOf(part)));
      if (atomic === "true") return { part, atomic: true };
      if (part === region) break;
    }
    let part = node.parentElement;
    while (part !== region && !isBlock(part)) part = part.parentElement;
    return { part, atomic: false };
  }

  function listen(region, aloud) {
    const heard = known.get(region) ?? new Map();
    const pieces = piecesOf(region);
    known.set(region, pieces);
    if (!aloud) return;
    const sentences = new Map();
    for (const [node, text] of pieces) {
      if (heard.get(node) === text) continue;
      const { part, atomic } = wholeOf(node, region);
      if (atomic) sentences.set(part, [...piecesOf(part).values()]);
      else sentences.set(part, [...(sentences.get(part) ?? []), text]);
    }
    for (const words of sentences.values()) window.tellEars(words.join(" "));
  }

  function listenToAll(aloud) {
    for (const region of document.querySelectorAll(SELECTOR)) {
      if (isLive(region) && !region.closest("[aria-busy=true]")) listen(region, aloud);
    }
  }

  function lookForFocus() {
    if (!focused || (focused.isConnected && isHeard(focused) && !focused.matches(":disabled"))) return;
    const now = document.activeElement;
    const name = tidy(focused.ariaLabel || focused.textContent || focused.name || focused.id);
    if (!now || now === document.body || now === focused) window.tellEars(`(the focus is lost: ${name})`);
    focused = null;
  }

  function begin() {
    listenToAll(false);
    focused = document.activeElement === document.body ? null : document.activeElement;
    document.addEventListener("focusin", ({ target }) => { focused = target; });
    const look = new MutationObserver(() => {
      listenToAll(true);
      lookForFocus();
    });
    look.observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
  }

  if (document.readyState === "loading") {
    document.addEventListener("readystatechange", begin, { once: true });
  } else {
    begin();
  }
})();
