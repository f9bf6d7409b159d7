// A page that shows something once is not shown again from the browser's memory: it is asked for anew.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
