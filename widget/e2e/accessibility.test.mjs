import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Visitor, browser, firstOrders } from "./visitor.mjs";

let chromium;
before(async () => (chromium = await browser()));
after(() => chromium.close());

async function noSeriousFinding(visitor, state) {
  assert.deepEqual(await visitor.seriousFindings(), [], state);
}

/** All that is to be seen on the way to the plan, and beside it. */
async function everyState(visitor) {
  await visitor.page.evaluate(() => document.fonts.ready);
  await noSeriousFinding(visitor, "closed");
  await visitor.opens();
  await noSeriousFinding(visitor, "greeting");
  await visitor.says("We are in Thailand");
  await noSeriousFinding(visitor, "question with buttons");
  await visitor.presses("Goods");
  await noSeriousFinding(visitor, "answered question");
  await visitor.answersUntil(".stage", firstOrders);
  await noSeriousFinding(visitor, "assessment");
  await visitor.answersUntil("ol.plan", firstOrders);
  await noSeriousFinding(visitor, "plan");
  await visitor.panel.getByRole("button", { name: "More options" }).click();
  await noSeriousFinding(visitor, "menu");
  await visitor.panel.getByRole("button", { name: "Delete my data" }).click();
  await noSeriousFinding(visitor, "question before deleting");
  await visitor.panel.getByRole("button", { name: "Cancel" }).click();
  await visitor.context.setOffline(true);
  await visitor.writes("Are you there?");
  await visitor.sees("Not sent yet");
  await noSeriousFinding(visitor, "offline");
  await visitor.context.setOffline(false);
}

test("axe finds nothing serious in any state", async () => {
  const visitor = await Visitor.arrives(chromium);
  await everyState(visitor);
  await visitor.leaves();
});

test("axe finds nothing serious in the dark", async () => {
  const visitor = await Visitor.arrives(chromium, { colorScheme: "dark" });
  await everyState(visitor);
  await visitor.leaves();
});

test("axe finds nothing serious on a small phone", async () => {
  const visitor = await Visitor.arrives(chromium, { viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true });
  await everyState(visitor);
  await visitor.leaves();
});

/** The name of what has the focus, inside of shadow roots too. */
function focused(visitor) {
  return visitor.page.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at?.getAttribute("aria-label") || at?.textContent || "";
  });
}

async function tabsTo(visitor, name, key = "Tab") {
  for (let steps = 0; steps < 60; steps += 1) {
    if (name.test(await focused(visitor))) return;
    await visitor.page.keyboard.press(key);
  }
  assert.fail(`${name} cannot be reached with ${key}`);
}

test("the keyboard alone is enough, from opening to the next question and back to the page", async () => {
  const visitor = await Visitor.arrives(chromium);
  const { keyboard } = visitor.page;
  await tabsTo(visitor, /^Open the export advisor/);
  await keyboard.press("Enter");
  await visitor.greeted();
  assert.match(await focused(visitor), /^Your message/);
  await keyboard.type("We are in Thailand");
  await keyboard.press("Enter");
  await visitor.hears("What does your firm sell");
  assert.match(await focused(visitor), /^Your message/);
  await tabsTo(visitor, /^Goods/, "Shift+Tab");
  await keyboard.press("Space");
  await visitor.hears("line of business");
  await tabsTo(visitor, /^More options/, "Shift+Tab");
  await keyboard.press("Enter");
  await tabsTo(visitor, /^Delete my data/);
  await keyboard.press("Enter");
  assert.match(await focused(visitor), /^Cancel/);
  await keyboard.press("Escape");
  assert.match(await focused(visitor), /^More options/);
  await keyboard.press("Enter");
  await tabsTo(visitor, /^Delete my data/);
  await keyboard.press("Enter");
  await tabsTo(visitor, /^Delete everything/);
  await keyboard.press("Enter");
  await visitor.sees("Your data has been deleted.");
  assert.match(await focused(visitor), /^Start a new conversation/);
  await keyboard.press("Enter");
  await visitor.greeted();
  assert.match(await focused(visitor), /^Your message/);
  await keyboard.press("Escape");
  assert.equal(await visitor.panel.isVisible(), false);
  assert.match(await focused(visitor), /^Open the export advisor/);
  await visitor.leaves();
});

test("a pressed button leaves the focus in the panel", async () => {
  const visitor = await (await Visitor.arrives(chromium)).opens();
  await visitor.says("We are in Thailand");
  await visitor.presses("Goods");
  assert.notEqual(await visitor.page.evaluate(() => document.activeElement?.localName), "body");
  const inside = await visitor.page.evaluate(() => Boolean(document.activeElement?.shadowRoot?.activeElement));
  assert.ok(inside);
  await visitor.leaves();
});

test("a screen reader finds a named dialog, a named input, and a log that tells what is new", async () => {
  const visitor = await (await Visitor.arrives(chromium)).opens();
  await visitor.page.getByRole("dialog", { name: "Export advisor" }).waitFor();
  await visitor.page.getByRole("log", { name: "Conversation" }).waitFor();
  await visitor.input.waitFor();
  await visitor.page.waitForTimeout(700);
  assert.equal(await visitor.log.getAttribute("aria-live"), "polite");
  await visitor.page.evaluate(() => {
    const root = [...document.querySelectorAll("*")].map((node) => node.shadowRoot).find((shadow) => shadow?.querySelector(".list"));
    window.told = [];
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const node of addedNodes) window.told.push(node.innerText);
    }).observe(root.querySelector(".list"), { childList: true });
  });
  await visitor.says("We are in Thailand");
  const told = await visitor.page.evaluate(() => window.told);
  assert.equal(told.filter((text) => text.includes("We are in Thailand")).length, 1);
  assert.equal(told.filter((text) => text.includes("What does your firm sell")).length, 1);
  assert.ok(!told.some((text) => text.includes("In which country")), "nothing old is read again");
  await visitor.leaves();
});

/** What is wider than the view. */
function tooWide(visitor) {
  return visitor.page.evaluate(() => {
    const shadows = [...document.querySelectorAll("*")].map((node) => node.shadowRoot).filter(Boolean);
    const inside = shadows.flatMap((shadow) => [...shadow.querySelectorAll(".panel, .panel *")]);
    const wide = inside.filter((node) => node.getBoundingClientRect().right > innerWidth + 1 && !node.closest(".unseen"));
    const scrolls = inside.filter((node) => node.matches(".pane") && node.scrollWidth > node.clientWidth);
    return [...wide, ...scrolls].map((node) => `${node.localName}.${node.className}`);
  });
}

for (const [name, options] of [
  ["at 320 pixels", { viewport: { width: 320, height: 568 } }],
  ["at 200 % zoom", { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }],
  ["on a phone held sideways", { viewport: { width: 568, height: 320 } }],
]) {
  test(`nothing scrolls sideways and all is within reach ${name}`, async () => {
    const visitor = await (await Visitor.arrives(chromium, options)).opens();
    await visitor.says("We are in Thailand");
    await visitor.writes(`a_word_${"without_an_end_".repeat(12)}`);
    await visitor.answersUntil("ol.plan", firstOrders);
    assert.deepEqual(await tooWide(visitor), []);
    assert.ok(await visitor.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    for (const part of [visitor.input, visitor.panel.getByRole("button", { name: "Close", exact: true })]) {
      const box = await part.boundingBox();
      assert.ok(box && box.x >= 0 && box.y >= 0 && box.x + box.width <= options.viewport.width && box.y + box.height <= options.viewport.height);
    }
    await visitor.leaves();
  });
}

test("it reads from right to left where the page does", async () => {
  const visitor = await Visitor.arrives(chromium);
  await visitor.page.evaluate(() => (document.documentElement.dir = "rtl"));
  await visitor.opens();
  await visitor.says("We are in Thailand");
  const own = await visitor.log.locator(".own .bubble").boundingBox();
  const panel = await visitor.panel.boundingBox();
  assert.ok(own.x - panel.x < panel.x + panel.width - own.x - own.width, "own words stand at the left");
  assert.deepEqual(await tooWide(visitor), []);
  await visitor.leaves();
});

test("nothing moves for those who want less motion", async () => {
  const visitor = await Visitor.arrives(chromium, { reducedMotion: "reduce" });
  await visitor.opens();
  const moving = await visitor.page.evaluate(() => {
    const root = [...document.querySelectorAll("*")].map((node) => node.shadowRoot).find((shadow) => shadow?.querySelector(".dots"));
    root.querySelector(".dots").hidden = false;
    return document.getAnimations().filter(({ playState }) => playState === "running").length;
  });
  assert.equal(moving, 0);
  await visitor.leaves();
});
