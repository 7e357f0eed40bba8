import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ADVISOR, Visitor, browser } from "./visitor.mjs";
import { ALLOWED, website } from "./website.mjs";

const PAGES = {
  "/options": `<script src="${ADVISOR}/widget.js" data-language="en" data-position="left" data-colour="#ffd500"
    data-title="Ask Ana" data-greeting="Shall we talk about export?" defer></script>`,
  "/open": `<script src="${ADVISOR}/widget.js" data-open defer></script>`,
  "/inline": `<script src="${ADVISOR}/widget.js" data-position="none" defer></script><msme-advisor title="Inline"></msme-advisor>`,
  "/twice": `<script src="${ADVISOR}/widget.js" defer></script>`.repeat(2),
};

let chromium;
let server;
before(async () => {
  chromium = await browser();
  server = await website(ALLOWED, PAGES);
});
after(async () => {
  await chromium.close();
  server.close();
});

const at = (path, options = {}) => Visitor.arrives(chromium, { at: ALLOWED + path, ...options });

test("a page chooses corner, colour, title and a greeting", async () => {
  const visitor = await at("/options");
  const greeting = visitor.page.getByText("Shall we talk about export?");
  await greeting.waitFor();
  assert.deepEqual(await visitor.seriousFindings(), []);
  assert.ok((await visitor.launcher.boundingBox()).x < 100);
  await visitor.opens();
  assert.equal(await greeting.isVisible(), false);
  const header = await visitor.panel.locator("header").evaluate((node) => {
    const { backgroundColor, color } = getComputedStyle(node);
    return { backgroundColor, color };
  });
  assert.deepEqual(header, { backgroundColor: "rgb(255, 213, 0)", color: "rgb(0, 0, 0)" });
  await visitor.page.getByRole("dialog", { name: "Ask Ana" }).waitFor();
  assert.deepEqual(await visitor.seriousFindings(), []);
  await visitor.leaves();
});

test("a page opens it at once, until the visitor closes it", async () => {
  const visitor = await at("/open");
  await visitor.greeted();
  await visitor.panel.getByRole("button", { name: "Close", exact: true }).click();
  await visitor.page.reload();
  await visitor.launcher.waitFor();
  await visitor.page.waitForTimeout(500);
  assert.equal(await visitor.panel.count(), 0);
  await visitor.leaves();
});

test("it is a part of a page where the page wants that", async () => {
  const visitor = await at("/inline");
  await visitor.page.getByRole("region", { name: "Inline" }).waitFor();
  await visitor.greeted();
  assert.equal(await visitor.panel.getByRole("button", { name: "Close", exact: true }).count(), 0);
  assert.equal(await visitor.launcher.count(), 0);
  await visitor.says("We are in Thailand");
  assert.deepEqual(await visitor.seriousFindings(), []);
  await visitor.leaves();
});

test("a line that stands there twice does nothing twice", async () => {
  const visitor = await at("/twice");
  assert.equal(await visitor.launcher.count(), 1);
  await visitor.opens();
  await visitor.leaves();
});

test("a bundle that cannot be loaded is told, and can be tried again", async () => {
  const visitor = await at("/twice");
  await visitor.page.route("**/assets/**", (route) => route.abort());
  await visitor.launcher.click();
  await visitor.page.getByText("We could not open the advisor.").waitFor();
  await visitor.page.unroute("**/assets/**");
  await visitor.opens();
  await visitor.leaves();
});

test("Esc gives the focus back to where the page opened it from", async () => {
  const visitor = await at("/inline");
  await visitor.page.evaluate(() => document.querySelector("msme-advisor").remove());
  await visitor.page.getByRole("button", { name: "Something else" }).focus();
  await visitor.page.evaluate(() => window.msmeAdvisor.open());
  await visitor.greeted();
  await visitor.page.keyboard.press("Escape");
  assert.equal(await visitor.page.evaluate(() => document.activeElement.textContent), "Something else");
  await visitor.leaves();
});
