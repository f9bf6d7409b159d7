// On each page of somebody who is signed in: what this phone keeps for somebody else goes.
import { forget } from "./store.js";

const told = document.querySelector('meta[name="pocket"]');
if (told instanceof HTMLMetaElement) await forget(told.content);
