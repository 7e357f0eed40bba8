// Makes the pictures of docs/images/, and sees that they stay small.
import assert from "node:assert/strict";
import { mkdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { Visitor, browser, firstOrders } from "./visitor.mjs";

const FOLDER = process.env.E2E_PICTURES ?? fileURLToPath(new URL("../../docs/images/", import.meta.url));
const LARGEST = 120 * 1024;
const TALL = { width: 412, height: 800 };

let chromium;
before(async () => {
  chromium = await browser();
  mkdirSync(FOLDER, { recursive: true });
});
after(() => chromium.close());

async function picture(visitor, name) {
  const path = `${FOLDER}widget-${name}.png`;
  await visitor.page.mouse.move(0, 0);
  await visitor.page.waitForTimeout(300);
  await visitor.page.screenshot({ path, animations: "disabled", caret: "hide", scale: "css" });
  assert.ok(statSync(path).size <= LARGEST, `${name}: ${statSync(path).size} bytes`);
}

async function at(visitor, selector) {
  await visitor.log.locator(selector).last().evaluate((node) => node.scrollIntoView({ block: "start" }));
}

test("pictures of the main states", async () => {
  const visitor = await Visitor.arrives(chromium, { viewport: { width: 840, height: 560 } });
  await picture(visitor, "closed");
  await visitor.opens();
  await visitor.says("We are in Thailand");
  await picture(visitor, "question");
  await visitor.leaves();
});

test("pictures of assessment and plan on a phone", async () => {
  const visitor = await (await Visitor.arrives(chromium, { viewport: TALL })).opens();
  await visitor.says("We are in Thailand");
  await visitor.answersUntil(".stage", firstOrders);
  await at(visitor, ".card");
  await picture(visitor, "assessment");
  await visitor.answersUntil("ol.plan", firstOrders);
  await at(visitor, ".card:has(.plan)");
  await picture(visitor, "plan");
  await visitor.context.setOffline(true);
  await visitor.writes("How do I get paid safely?");
  await visitor.sees("Not sent yet");
  await picture(visitor, "offline");
  await visitor.context.setOffline(false);
  await visitor.leaves();
});

test("a picture in the dark, from right to left", async () => {
  const visitor = await Visitor.arrives(chromium, { viewport: TALL, colorScheme: "dark" });
  await visitor.opens();
  await visitor.says("We are in Thailand");
  await visitor.presses("Goods");
  await picture(visitor, "dark");
  await visitor.leaves();
});
