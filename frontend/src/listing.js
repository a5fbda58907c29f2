// What stands behind one box, listed in the side panel a page at a time.

import { element } from "./elements.js";
import { PAGE } from "./paging.js";
import { count, number_of, say, shortId, title } from "./words.js";

export class Listing {
  /**
   * @param {import("./paging.js").Source} source
   * @param {(node: object) => void} choose
   */
  constructor(source, choose) {
    this.source = source;
    this.choose = choose;
    this.number = 0;
    this.items = element("ul", { class: "hw-list" });
    this.where = element("p", { class: "hw-quiet", role: "status" });
    this.back = this.turning(say("Previous"), -1);
    this.on = this.turning(say("Next"), 1);
    this.root = element("div", {}, this.where, this.items, element("div", { class: "hw-bar" }, this.back, this.on));
  }

  turning(label, step) {
    return element("button", { type: "button", class: "hw-button", hidden: true, on: { click: () => this.show(this.number + step) } }, label);
  }

  async show(number) {
    const { nodes, more } = await this.source.page(number);
    const begin = number * PAGE;
    this.number = number;
    this.where.textContent = say("{first} to {last} of {all}", { first: count(begin + 1), last: count(begin + nodes.length), all: count(this.source.total) });
    this.items.replaceChildren(...nodes.map((node) => element("li", {},
      element("button", { type: "button", class: "hw-link", on: { click: () => this.choose(node) } }, number_of(node) || title(node) || shortId(node.id)))));
    this.back.hidden = number === 0;
    this.on.hidden = !more;
  }
}
