// Fails when the launcher or the chat bundle is larger than a visitor with a slow connection should have to load.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const LIMITS = { launcher: 6 * 1024, chat: 135 * 1024 };

const { launcher, assets } = JSON.parse(readFileSync(new URL("manifest.json", dist), "utf8"));
const gzipped = (name) => gzipSync(readFileSync(new URL(name, dist)), { level: 9 }).length;
const sizes = { launcher: gzipped(launcher), chat: assets.reduce((sum, name) => sum + gzipped(name), 0) };

for (const [part, size] of Object.entries(sizes)) {
  const verdict = size <= LIMITS[part] ? "ok" : "TOO LARGE";
  console.log(`${part}: ${(size / 1024).toFixed(1)} KB gzipped, at most ${LIMITS[part] / 1024} KB: ${verdict}`);
  if (size > LIMITS[part]) process.exitCode = 1;
}
