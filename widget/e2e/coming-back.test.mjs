import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ADVISOR, Visitor, browser } from "./visitor.mjs";

let chromium;
before(async () => (chromium = await browser()));
after(() => chromium.close());

test("history, place and open panel are there again after a reload, and one goes on", async () => {
  const visitor = await (await Visitor.arrives(chromium)).opens();
  await visitor.says("We are in Thailand");
  await visitor.presses("Goods");
  const before = await visitor.transcript();
  await visitor.log.locator("..").evaluate((pane) => (pane.scrollTop = 40));
  await visitor.page.waitForTimeout(300);
  await visitor.page.reload();
  await visitor.hears("line of business");
  assert.deepEqual(await visitor.transcript(), before);
  const top = await visitor.log.locator("..").evaluate((pane) => pane.scrollTop);
  assert.ok(Math.abs(top - 40) < 30, `scrolled to ${top}`);
  await visitor.presses("Food and farming");
  await visitor.hears("Has your firm ever sold");
  await visitor.leaves();
});

test("two tabs show the same conversation", async () => {
  const first = await (await Visitor.arrives(chromium)).opens();
  await first.says("We are in Thailand");
  const second = await Visitor.inTab(first.context);
  await second.launcher.click();
  await second.hears("What does your firm sell");
  assert.deepEqual(await second.transcript(), await first.transcript());
  await second.presses("Goods");
  await first.page.bringToFront();
  await first.hears("line of business");
  assert.deepEqual(await first.own(), ["We are in Thailand", "Goods"]);
  await first.presses("Food and farming");
  await second.page.bringToFront();
  await second.hears("Has your firm ever sold");
  await second.page.waitForTimeout(1000);
  assert.deepEqual(await second.transcript(), await first.transcript());
  await first.leaves();
});

test("a conversation deleted in one tab is gone in the other", async () => {
  const first = await (await Visitor.arrives(chromium)).opens();
  const second = await Visitor.inTab(first.context);
  await second.launcher.click();
  await second.greeted();
  await first.panel.getByRole("button", { name: "More options" }).click();
  await first.panel.getByRole("button", { name: "Delete my data" }).click();
  await first.panel.getByRole("button", { name: "Delete everything" }).click();
  await first.sees("Your data has been deleted.");
  await second.sees("Your data has been deleted.");
  await first.leaves();
});

test("what is said without a connection is sent once when it is back", async () => {
  const visitor = await (await Visitor.arrives(chromium)).opens();
  await visitor.context.setOffline(true);
  await visitor.writes("We are in Thailand");
  await visitor.writes("we sell goods");
  await visitor.sees("What you write");
  await visitor.sees("Not sent yet");
  await visitor.context.setOffline(false);
  await visitor.hears("line of business");
  await visitor.page.waitForTimeout(1500);
  assert.deepEqual(await visitor.own(), ["We are in Thailand", "we sell goods"]);
  const before = await visitor.transcript();
  await visitor.page.reload();
  await visitor.hears("line of business");
  assert.deepEqual(await visitor.own(), ["We are in Thailand", "we sell goods"]);
  assert.equal((await visitor.transcript()).length, before.length);
  await visitor.leaves();
});

test("what one tab kept is sent once, though both are back", async () => {
  const first = await (await Visitor.arrives(chromium)).opens();
  const second = await Visitor.inTab(first.context);
  await second.launcher.click();
  await second.greeted();
  await first.context.setOffline(true);
  await first.writes("We are in Thailand");
  await second.sees("Not sent yet");
  await first.context.setOffline(false);
  for (const tab of [first, second]) {
    await tab.page.bringToFront();
    await tab.hears("What does your firm sell");
    assert.deepEqual(await tab.own(), ["We are in Thailand"]);
  }
  await second.page.reload();
  await second.hears("What does your firm sell");
  assert.deepEqual(await second.own(), ["We are in Thailand"]);
  await first.leaves();
});

test("what was not sent before a reload is sent after it", async () => {
  const visitor = await (await Visitor.arrives(chromium)).opens();
  await visitor.page.route("**/messages", (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
  await visitor.writes("We are in Thailand");
  await visitor.sees("Not sent yet");
  await visitor.page.reload();
  await visitor.page.unroute("**/messages");
  await visitor.hears("What does your firm sell");
  assert.deepEqual(await visitor.own(), ["We are in Thailand"]);
  await visitor.leaves();
});

test("a reply that gets lost on the way costs nothing and doubles nothing", async () => {
  const visitor = await (await Visitor.arrives(chromium)).opens();
  let lost = 0;
  await visitor.page.route("**/messages", async (route) => {
    if (route.request().method() !== "POST" || lost > 0) return route.continue();
    lost += 1;
    await route.fetch(); // The advisor has it and answers, but nobody hears it.
    return route.abort();
  });
  await visitor.writes("We are in Thailand");
  await visitor.hears("What does your firm sell");
  await visitor.page.waitForTimeout(3000);
  assert.equal(lost, 1);
  const before = await visitor.transcript();
  await visitor.page.reload();
  await visitor.hears("What does your firm sell");
  assert.deepEqual(await visitor.own(), ["We are in Thailand"]);
  assert.equal((await visitor.transcript()).length, before.length);
  await visitor.leaves();
});

test("a slow answer is spoken of after four seconds", async () => {
  const visitor = await (await Visitor.arrives(chromium)).opens();
  await visitor.page.route("**/messages", async (route) => {
    if (route.request().method() === "POST") await new Promise((resolve) => setTimeout(resolve, 6000));
    return route.continue();
  });
  await visitor.writes("We are in Thailand");
  await visitor.sees("This takes a little longer than usual.");
  await visitor.hears("What does your firm sell");
  await visitor.leaves();
});

test("too much at once is told kindly, and sent later", async () => {
  const visitor = await (await Visitor.arrives(chromium)).opens();
  let refused = 0;
  await visitor.page.route("**/messages", (route) => {
    if (route.request().method() !== "POST" || refused > 0) return route.continue();
    refused += 1;
    const body = { type: "urn:advisor:problem:too_many_messages", title: "-", status: 429, detail: "-" };
    return route.fulfill({
      status: 429,
      headers: { "Retry-After": "3", "Content-Type": "application/problem+json" },
      body: JSON.stringify(body),
    });
  });
  await visitor.writes("We are in Thailand");
  await visitor.sees("That was a lot at once.");
  await visitor.hears("What does your firm sell");
  assert.deepEqual(await visitor.own(), ["We are in Thailand"]);
  await visitor.leaves();
});

test("a conversation that the advisor no longer knows gives way to a new one", async () => {
  const visitor = await (await Visitor.arrives(chromium)).opens();
  const key = await visitor.page.evaluate(() => Object.keys(localStorage).find((name) => name.startsWith("advisor:")));
  await visitor.page.evaluate((name) => {
    localStorage.setItem(name, JSON.stringify({ ...JSON.parse(localStorage.getItem(name)), token: "x".repeat(43) }));
  }, key);
  await visitor.page.reload();
  await visitor.sees("This conversation is no longer here.");
  await visitor.panel.getByRole("button", { name: "Start a new conversation" }).click();
  await visitor.greeted();
  await visitor.leaves();
});

test("what is said elsewhere appears by itself", async () => {
  const visitor = await (await Visitor.arrives(chromium)).opens();
  const { conversation_id, token } = await visitor.page.evaluate((key) => JSON.parse(localStorage.getItem(key)), `advisor:${ADVISOR}`);
  await visitor.page.waitForTimeout(500);
  const address = `${ADVISOR}/api/conversations/${conversation_id}/messages`;
  const headers = { Authorization: `Bearer ${token}` };
  await visitor.context.request.post(address, { headers, data: { text: "We are in Thailand" } });
  await visitor.hears("What does your firm sell");
  assert.deepEqual(await visitor.own(), ["We are in Thailand"]);
  const asked = (path) => visitor.requests.filter((request) => request.endsWith(path)).length;
  assert.deepEqual([asked("/stream"), asked("/messages")], [1, 0], "by the stream, and not by asking now and then");
  await visitor.leaves();
});
