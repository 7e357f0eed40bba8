// Builds dist/: the launcher, the chat bundle with a hash in its name, and a manifest that names both.
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const aside = `${root}.dist-${process.pid}`;
const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2020", "chrome87", "firefox78", "safari15"],
  charset: "ascii", // A page may be in any encoding.
  legalComments: "none",
  metafile: true,
  loader: { ".css": "text" },
  plugins: [{ name: "small-css", setup: smallCss }],
  logLevel: "warning",
};

/** Style sheets are text in the bundle, made small first. */
function smallCss(work) {
  work.onLoad({ filter: /\.css$/ }, async ({ path }) => {
    const { outputFiles } = await build({ entryPoints: [path], minify: true, write: false, logLevel: "warning" });
    return { contents: outputFiles[0].text.trim(), loader: "text" };
  });
}

try {
  const chat = await build({ ...common, entryPoints: ["src/chat/chat.ts"], entryNames: "[name]-[hash]", outdir: `${aside}/assets` });
  const assets = Object.keys(chat.metafile.outputs).map((path) => `assets/${basename(path)}`);
  const define = { CHAT: JSON.stringify(assets[0]) };
  await build({ ...common, define, entryPoints: ["src/launcher/launcher.ts"], outfile: `${aside}/widget.js` });
  await mkdir(aside, { recursive: true });
  await writeFile(`${aside}/manifest.json`, `${JSON.stringify({ launcher: "widget.js", assets }, null, 2)}\n`);
  await rm(`${root}dist`, { recursive: true, force: true });
  await rename(aside, `${root}dist`);
} finally {
  await rm(aside, { recursive: true, force: true });
}
