// A time on the clock of the place where it was told, with the name of that clock beside it.

import { element } from "./elements.js";
import { when, zone } from "./words.js";

/** @param {{since?: string, offset?: string}} thing of an answer; nothing where it has no time */
export const timed = ({ since, offset }) => (since ? element("time", { datetime: since }, when(since, offset), " ", element("small", {}, zone(offset))) : "");
