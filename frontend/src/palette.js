// Colours of the picture and of the map, by day and by night: of each kind its fill and its edge.

const PALETTES = {
  light: {
    ink: "#17282c", soft: "#4d5e63", line: "#9fb0b4", chosen: "#8a1f8f", claim: "#8a4b00", paper: "#ffffff", land: "#e6ece8",
    lot: ["#e2f2ee", "#0b6b5a"], object: ["#e6eefb", "#2456a6"], container: ["#f8eedb", "#8a5a00"],
    class: ["#efeff1", "#5b6168"], hidden: ["#f3f3f3", "#7a7f85"],
  },
  dark: {
    ink: "#e9efee", soft: "#b3c0c3", line: "#5c6f75", chosen: "#e79af0", claim: "#f0b767", paper: "#111a1d", land: "#223136",
    lot: ["#12352f", "#54c3a9"], object: ["#182a47", "#7fb0f5"], container: ["#3a2d12", "#e3b15b"],
    class: ["#2b2f33", "#a4abb2"], hidden: ["#24282b", "#8b9298"],
  },
};

/** Those that Unfold's choice on the root element asks for. */
export const paletteOf = (root) => PALETTES[root.classList.contains("dark") ? "dark" : "light"];
