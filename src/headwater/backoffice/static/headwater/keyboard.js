// Unfold opens its menus by clicks on elements that no key reaches. They become buttons here, with a name.
(() => {
  const HARDLY_BUTTONS = "span[x-on\\:click], div[x-on\\:click]:not([x-on\\:click\\.outside]), a[x-on\\:click]:not([href])";

  function name(element) {
    const words = document.querySelector("header[data-menu]")?.dataset ?? {};
    if (element.matches("span.material-symbols-outlined")) return words.menu;
    return element.closest("#nav-sidebar") && element.tagName === "DIV" ? `${words.account}: ${element.innerText.split("\n")[0]}` : null;
  }

  function mend() {
    for (const element of document.querySelectorAll(HARDLY_BUTTONS)) {
      if (element.hasAttribute("tabindex")) continue;
      element.setAttribute("tabindex", "0");
      element.setAttribute("role", "button");
      const label = name(element);
      if (label) element.setAttribute("aria-label", label);
      element.addEventListener("keydown", (event) => {
        if (event.target !== element || (event.key !== "Enter" && event.key !== " ")) return;
        event.preventDefault();
        element.click();
      });
    }
  }

  document.addEventListener("DOMContentLoaded", mend);
})();
