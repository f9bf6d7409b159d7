// Every sentence for keyholders, in four languages. {…} is filled in.
import { de } from "./words-de.js";
import { en } from "./words-en.js";
import { fr } from "./words-fr.js";
import { nl } from "./words-nl.js";

/** @typedef {typeof en} KeyholderWords */

/** @type {Record<"nl" | "fr" | "de" | "en", KeyholderWords>} */
export const KEYHOLDER_WORDS = { nl, fr, de, en };
