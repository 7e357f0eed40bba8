import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { ADVISOR, Visitor, browser, firstOrders } from "./visitor.mjs";
import { ALLOWED, FORBIDDEN, website } from "./website.mjs";

const PAYLOADS = JSON.parse(readFileSync(new URL("xss.json", import.meta.url), "utf8"));
/** So many messages fit into a minute of one conversation. */
const IN_ONE = 20;

let chromium;
const servers = [];
before(async () => {
  chromium = await browser();
  const line = `<script src="${ADVISOR}/widget.js" data-title="Ask the chamber" data-position="left" defer></script>`;
  servers.push(await website(ALLOWED, { "/": line }), await website(FORBIDDEN, { "/": line }));
});
after(async () => {
  await chromium.close();
  for (const server of servers) server.close();
});


test("no policy is violated and no other host is asked, from the first look to the plan", async () => {
  const visitor = await (await Visitor.arrives(chromium)).opens();
  await visitor.says("We are in Thailand");
  await visitor.answersUntil("ol.plan", firstOrders);
  assert.deepEqual(visitor.foreignRequests(), []);
  await visitor.leaves();
});

test("the policy of the advisor's own page is strict", async () => {
  const visitor = await Visitor.arrives(chromium);
  const { headers } = await visitor.page.evaluate(async () => {
    const response = await fetch("/");
    return { headers: Object.fromEntries(response.headers) };
  });
  assert.match(headers["content-security-policy"], /default-src 'self'|default-src 'none'/);
  assert.doesNotMatch(headers["content-security-policy"], /unsafe-inline|unsafe-eval|\*/);
  await visitor.leaves();
});

test("nothing is loaded before it is opened but the launcher, and no cookie is set", async () => {
  const visitor = await Visitor.arrives(chromium);
  await visitor.page.waitForTimeout(1000);
  const ours = visitor.requests.map((address) => new URL(address).pathname).filter((path) => /^\/(assets|api|widget)/.test(path));
  assert.deepEqual(ours, ["/widget.js"]);
  await visitor.opens();
  assert.deepEqual(await visitor.context.cookies(), []);
  assert.ok(visitor.requests.every((address) => !/token|bearer/i.test(address)));
  await visitor.leaves();
});

for (let from = 0; from < PAYLOADS.length; from += IN_ONE) {
  const some = PAYLOADS.slice(from, from + IN_ONE);
  test(`what could be a script stays text: payloads ${from + 1} to ${from + some.length}`, async () => {
    const visitor = await (await Visitor.arrives(chromium)).opens();
    for (const payload of some) await visitor.says(payload);
    const unharmed = async () => {
      assert.deepEqual(await visitor.own(), some.map((payload) => payload.trim()));
      assert.equal(await visitor.page.evaluate(() => window.xss), undefined);
      const inside = await visitor.log.locator(".bubble *").evaluateAll((nodes) => [...new Set(nodes.map(({ localName }) => localName))]);
      const harmless = ["a", "br", "button", "code", "em", "li", "ol", "p", "span", "strong", "ul"];
      assert.deepEqual(inside.filter((name) => !harmless.includes(name)), []);
      const links = await visitor.log.locator("a").evaluateAll((found) => found.map(({ href, target, rel }) => ({ href, target, rel })));
      for (const { href, target, rel } of links) {
        assert.match(href, /^(https?|mailto):/);
        assert.deepEqual({ target, rel }, { target: "_blank", rel: "noopener noreferrer" });
      }
    };
    await unharmed();
    await visitor.page.reload();
    await visitor.log.locator(".own").nth(some.length - 1).waitFor();
    await unharmed();
    assert.deepEqual(visitor.foreignRequests(), []);
    await visitor.leaves();
  });
}

test("another website that is allowed can have the advisor", async () => {
  const visitor = await Visitor.arrives(chromium, { at: `${ALLOWED}/` });
  await visitor.opens();
  await visitor.page.getByRole("dialog", { name: "Ask the chamber" }).waitFor();
  await visitor.says("We are in Thailand");
  await visitor.hears("What does your firm sell");
  assert.deepEqual(visitor.foreignRequests(ALLOWED), []);
  const launcher = await visitor.page.getByRole("button", { name: "Close the export advisor" }).boundingBox();
  assert.ok(launcher.x < 100, "it stands at the left");
  await visitor.leaves();
});

test("a website that is not allowed is told so, and gets no conversation", async () => {
  const visitor = await Visitor.arrives(chromium, { at: `${FORBIDDEN}/` });
  await visitor.launcher.click();
  await visitor.panel.locator(".notice").waitFor();
  assert.equal(await visitor.log.locator(".message").count(), 0);
  assert.equal(await visitor.page.evaluate(() => Object.keys(localStorage).length), 0);
  await visitor.leaves();
});
