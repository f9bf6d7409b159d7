// A worker of the page: it looks at pieces of a box, and tells what it has found of each.
import { lookAt } from "../voting/static/seal/box.js";

addEventListener("message", ({ data }) => postMessage(lookAt(data)));
