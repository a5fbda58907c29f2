// Built files keep their names: Django refers to them, and its server says how long they may be kept.
import { defineConfig } from "vite";

export default defineConfig({
  base: "./",
  build: {
    outDir: "../src/headwater/backoffice/static/headwater/dist",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    chunkSizeWarningLimit: 700, // ECharts with one chart type is 500 kB before compression
    rollupOptions: {
      input: { explorer: "src/explorer.js" },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
