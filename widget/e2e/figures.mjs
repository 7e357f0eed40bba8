// What the widget costs a visitor: bytes before and after opening, and the time to the greeting on a slow line.
import { Visitor, browser } from "./visitor.mjs";

const MOST_SECONDS = 4;
const LINES = {
  "3G (1.6 Mbit/s, 300 ms)": { downloadThroughput: 1.6e6 / 8, uploadThroughput: 768e3 / 8, latency: 300 },
  "slow 3G (400 kbit/s, 400 ms)": { downloadThroughput: 400e3 / 8, uploadThroughput: 400e3 / 8, latency: 400 },
};
const CPU_SLOWER = 4;

const chromium = await browser();
const rows = [];
for (const [name, line] of Object.entries(LINES)) rows.push({ name, ...(await measure(line)) });
await chromium.close();

console.log("| Line | bytes before opening | bytes from opening to greeting | seconds to greeting |\n| --- | ---: | ---: | ---: |");
for (const { name, before, after, seconds } of rows) {
  console.log(`| ${name} | ${before.toLocaleString("en")} | ${after.toLocaleString("en")} | ${seconds.toFixed(2)} |`);
}
const slowest = Math.max(...rows.map(({ seconds }) => seconds));
console.log(`\nBytes are those on the line, headers too, of the widget alone. The processor is ${CPU_SLOWER} times slower than here.`);
if (slowest > MOST_SECONDS) {
  console.error(`Too slow: ${slowest.toFixed(2)} s, at most ${MOST_SECONDS} s`);
  process.exitCode = 1;
}

async function measure(line) {
  const visitor = await Visitor.arrives(chromium, { at: "about:blank", viewport: { width: 360, height: 640 } });
  const wire = await visitor.context.newCDPSession(visitor.page);
  const addresses = new Map();
  let bytes = 0;
  wire.on("Network.requestWillBeSent", ({ requestId, request }) => addresses.set(requestId, new URL(request.url).pathname));
  wire.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (/^\/(widget\.js|assets|api)/.test(addresses.get(requestId) ?? "")) bytes += encodedDataLength;
  });
  await wire.send("Network.enable");
  await wire.send("Network.setCacheDisabled", { cacheDisabled: true });
  await wire.send("Network.emulateNetworkConditions", { offline: false, ...line });
  await wire.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWER });
  await visitor.page.goto(`${process.env.ADVISOR_URL}/`, { waitUntil: "networkidle" });
  const before = bytes;
  const started = performance.now();
  await visitor.launcher.click();
  await visitor.hears("In which country is your firm?");
  const seconds = (performance.now() - started) / 1000;
  await visitor.page.waitForTimeout(500);
  const after = bytes - before;
  await visitor.leaves();
  return { before, after, seconds };
}
