// The panel that tells about what was chosen: in its place beside the picture, or, asked for from far below, at the
// window's edge, where it stays in view while the page stands still.

export class Side {
  /**
   * @param {HTMLElement} panel
   * @param {HTMLElement} button that closes it where it stands at the edge
   */
  constructor(panel, button) {
    this.panel = panel;
    this.button = button;
    button.addEventListener("click", () => this.leave());
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.back) this.leave();
    });
  }

  /** To the window's edge, with the keyboard in it; `back` puts the keyboard where it came from. */
  open(back) {
    this.back = back;
    this.place(true);
    this.panel.scrollTop = 0;
    this.focus();
  }

  focus() {
    this.panel.focus({ preventScroll: true });
  }

  /** To its own place. */
  close() {
    this.back = null;
    this.place(false);
  }

  leave() {
    const { back } = this;
    this.close();
    back();
  }

  place(atEdge) {
    this.panel.classList.toggle("at-edge", atEdge);
    this.button.hidden = !atEdge;
    if (atEdge) this.panel.setAttribute("role", "dialog");
    else this.panel.removeAttribute("role");
  }
}
