import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ADVISOR, Visitor, browser, firstOrders } from "./visitor.mjs";

let chromium;
before(async () => (chromium = await browser()));
after(() => chromium.close());

test("a firm comes to its plan by buttons", async () => {
  const visitor = await (await Visitor.arrives(chromium)).opens();
  await visitor.says("We are in Thailand");
  await visitor.answersUntil(".stage", firstOrders);
  assert.equal(await visitor.log.locator(".stage").innerText(), "Active engagement");
  assert.equal(await visitor.log.locator(".bars li").count(), 3);
  assert.ok((await visitor.log.locator(".facts li").count()) > 1);
  await visitor.answersUntil("ol.plan", firstOrders);
  assert.equal(await visitor.log.locator("ol.plan > li").count(), 3);
  assert.ok((await visitor.log.locator(".sources a").count()) > 0);
  await visitor.leaves();
});

test("a firm comes to its plan by typing", async () => {
  const words = {
    "Has your firm ever sold": "a few times, not regularly",
    "sell - goods": "we sell goods",
    "line of business": "we make sauces, so food",
    "last six months": "we delivered orders",
    "foreign buyers at this moment": "they have our offer",
    "percent goes abroad": "about 8 percent",
    "how many foreign countries": "two",
    "sound right": "yes, that is right",
  };
  const visitor = await (await Visitor.arrives(chromium)).opens();
  await visitor.says("We are in Thailand");
  for (let turns = 0; turns < 30 && !(await visitor.log.locator("ol.plan").count()); turns += 1) {
    const asked = (await visitor.transcript()).at(-1);
    const known = Object.keys(words).find((question) => asked.includes(question));
    await visitor.says(words[known] ?? "I don't know");
  }
  assert.equal(await visitor.log.locator("ol.plan").count(), 1);
  await visitor.leaves();
});

test("buttons stay until they are answered, and then show what was chosen", async () => {
  const visitor = await (await Visitor.arrives(chromium)).opens();
  await visitor.says("We are in Thailand");
  await visitor.says("why do you ask?");
  assert.ok(await visitor.button("Goods").isEnabled());
  await visitor.presses("Goods");
  const goods = visitor.log.locator(".choices button.chosen").last();
  assert.match(await goods.innerText(), /^Goods/);
  assert.ok(await goods.isDisabled());
  await visitor.leaves();
});

test("the plan has a page of its own to print and to save", async () => {
  const visitor = await (await Visitor.arrives(chromium)).opens();
  await visitor.says("We are in Thailand");
  await visitor.answersUntil("ol.plan", firstOrders);
  await visitor.panel.getByRole("button", { name: "Print or save the plan" }).click();
  const page = visitor.panel.getByRole("link", { name: "Open your plan to print it" });
  await page.waitFor();
  assert.equal(await page.getAttribute("rel"), "noopener noreferrer");
  const [opened] = await Promise.all([visitor.context.waitForEvent("page"), page.click()]);
  await opened.waitForLoadState();
  assert.match(opened.url(), new RegExp(`^${ADVISOR}/plan/`));
  assert.match(await opened.locator("body").innerText(), /plan/i);
  const pdf = await visitor.panel.getByRole("link", { name: "Save it as PDF" }).getAttribute("href");
  const saved = await visitor.context.request.get(pdf);
  assert.equal(saved.status(), 200);
  assert.equal((await saved.body()).subarray(0, 5).toString(), "%PDF-");
  await visitor.leaves();
});

test("a thumb and a word are noted, and shown again", async () => {
  const visitor = await (await Visitor.arrives(chromium)).opens();
  await visitor.says("We are in Thailand");
  await visitor.answersUntil("ol.plan", firstOrders);
  await visitor.panel.getByRole("button", { name: "Yes, this was helpful" }).last().click();
  await visitor.sees("Thank you, noted.");
  await visitor.panel.getByRole("textbox", { name: "A word about it, if you like" }).last().fill("clear <b>words</b>");
  await visitor.panel.locator(".thumbs form button").last().click();
  await visitor.sees("Thank you, that helps us.");
  await visitor.page.reload();
  await visitor.log.locator("ol.plan").waitFor();
  assert.equal(await visitor.panel.getByRole("button", { name: "Yes, this was helpful" }).last().getAttribute("aria-pressed"), "true");
  await visitor.leaves();
});

test("data is deleted, after a question, and a new conversation can begin", async () => {
  const visitor = await (await Visitor.arrives(chromium)).opens();
  await visitor.says("We are in Thailand");
  const delete_ = async () => {
    await visitor.panel.getByRole("button", { name: "More options" }).click();
    await visitor.panel.getByRole("button", { name: "Delete my data" }).click();
  };
  await delete_();
  await visitor.panel.getByRole("button", { name: "Cancel" }).click();
  assert.deepEqual(await visitor.own(), ["We are in Thailand"]);
  const { conversation_id, token } = await visitor.page.evaluate((key) => JSON.parse(localStorage.getItem(key)), `advisor:${ADVISOR}`);
  await delete_();
  await visitor.panel.getByRole("button", { name: "Delete everything" }).click();
  await visitor.sees("Your data has been deleted.");
  const address = `${ADVISOR}/api/conversations/${conversation_id}/messages`;
  const left = await visitor.context.request.get(address, { headers: { Authorization: `Bearer ${token}` } });
  assert.equal(left.status(), 404);
  assert.equal(await visitor.page.evaluate(() => Object.keys(localStorage).length), 0);
  await visitor.panel.getByRole("button", { name: "Start a new conversation" }).click();
  await visitor.greeted();
  assert.deepEqual(await visitor.own(), []);
  await visitor.leaves();
});

test("a page opens and closes the advisor, and hears what happens but not what is said", async () => {
  const visitor = await Visitor.arrives(chromium);
  await visitor.page.evaluate(() => {
    window.heard = [];
    for (const name of ["open", "close", "message"]) window.msmeAdvisor.on(name, (detail) => window.heard.push({ name, detail }));
    window.msmeAdvisor.open();
  });
  await visitor.greeted();
  await visitor.says("We are in Thailand");
  await visitor.page.evaluate(() => window.msmeAdvisor.close());
  const heard = await visitor.page.evaluate(() => window.heard);
  assert.equal(heard[0].name, "open");
  assert.equal(heard.at(-1).name, "close");
  assert.ok(heard.some(({ name, detail }) => name === "message" && detail.type === "question"));
  assert.ok(!JSON.stringify(heard).includes("Thailand"));
  await visitor.leaves();
});
