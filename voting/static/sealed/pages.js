// What the pages of sealed votes load, as the one file built/pages.js that is made of this and all that it needs (make sealed-script):
// thousands open such a page in the same minute.
/** @param {string} selector */
const has = (selector) => document.querySelector(selector) !== null;

if (has("#sealed")) await import("./ballot-page.js");
if (has("#receipt[data-context]")) await import("./receipt-page.js");
else if (has("#receipt")) await import("./tablet-receipt.js");
if (has("#standing, #took-part")) await import("./took-part-page.js");
