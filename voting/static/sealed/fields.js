// What a vote is sent with besides its seal: from where one votes, and the form's token, which may be others by now than when the page
// was opened.

/**
 * Asks for the page once more, and puts what stands in it now into the form that confirms. Without an answer all stays.
 * @param {HTMLFormElement} form
 */
export async function refreshFields(form) {
  const address = new URL(location.href);
  address.searchParams.delete("lang");
  const answer = await fetch(address, { headers: { Accept: "text/html" }, cache: "no-store" }).catch(() => null);
  const text = answer?.ok ? await answer.text().catch(() => "") : "";
  const page = new DOMParser().parseFromString(text, "text/html");
  const template = /** @type {HTMLTemplateElement | null} */ (page.querySelector("#sealed template[data-draw=confirm]"));
  const fresh = template?.content.querySelectorAll("form input[type=hidden]");
  if (!fresh?.length || form.hasAttribute("data-sent")) return;
  for (const old of form.querySelectorAll("input[type=hidden]")) old.remove();
  form.prepend(...fresh);
}
