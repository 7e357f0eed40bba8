// A person on a website with the advisor in it, who acts through a real browser.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** Longer than the advisor lets anybody wait, and than a pause that it asks for. */
const PATIENCE = 75_000;

/** Where the advisor runs. */
export const ADVISOR = (process.env.ADVISOR_URL ?? "").replace(/\/$/, "");

export async function browser() {
  assert.ok(ADVISOR, "Set ADVISOR_URL to where the advisor runs, such as http://127.0.0.1:8000");
  const executablePath = process.env.CHROMIUM ?? CHROMIUM.find((path) => existsSync(path));
  assert.ok(executablePath, "No Chromium found: `apt-get install chromium`, or set CHROMIUM to where it is");
  return chromium.launch({ executablePath, args: FLAGS });
}

export class Visitor {
  /** Everything that must not happen, as it happened. */
  faults = [];
  requests = [];

  /** Somebody new; `options` are Playwright's for a browser context. */
  static async arrives(on, { at = `${ADVISOR}/`, ...options } = {}) {
    const context = await on.newContext({ viewport: { width: 1100, height: 760 }, locale: "en-GB", ...options });
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    return Visitor.inTab(context, at);
  }

  static async inTab(context, at = `${ADVISOR}/`) {
    const visitor = new Visitor(context, await context.newPage());
    await visitor.page.goto(at);
    return visitor;
  }

  constructor(context, page) {
    this.context = context;
    this.page = page;
    page.setDefaultTimeout(20_000);
    page.on("request", (request) => this.requests.push(request.url()));
    page.on("pageerror", (error) => this.faults.push(`error: ${error.message}`));
    page.on("console", (line) => {
      if (/CSP:|Content Security Policy/.test(line.text())) this.faults.push(line.text());
    });
    page.on("dialog", (dialog) => {
      this.faults.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  }

  get launcher() {
    return this.page.getByRole("button", { name: "Open the export advisor" });
  }

  get panel() {
    return this.page.locator(".panel");
  }

  get log() {
    return this.page.getByRole("log");
  }

  get input() {
    return this.page.getByRole("textbox", { name: "Your message" });
  }

  async opens() {
    await this.launcher.click();
    await this.greeted();
    return this;
  }

  async greeted() {
    await this.hears("In which country is your firm?");
  }

  /** Write something and wait for the answer to it. */
  async says(text) {
    const before = await this.answers();
    await this.input.fill(text);
    await this.input.press("Enter");
    await this.answered(before);
  }

  /** Write something without waiting. */
  async writes(text) {
    await this.input.fill(text);
    await this.input.press("Enter");
  }

  async presses(title) {
    const before = await this.answers();
    await this.button(title).click();
    await this.answered(before);
  }

  /** The newest button of a name that can be pressed. */
  button(title) {
    return this.log.locator(".choices button:enabled").filter({ hasText: new RegExp(`^${escaped(title)}`) }).last();
  }

  async hears(text) {
    await this.log.getByText(text).last().waitFor({ timeout: PATIENCE });
  }

  async sees(text) {
    await this.panel.getByText(text).last().waitFor({ timeout: PATIENCE });
  }

  async answers() {
    return this.log.locator(".message:not(.own)").count();
  }

  async answered(before) {
    const { page } = this;
    await page.waitForFunction(
      ({ before }) => {
        const root = [...document.querySelectorAll("*")].map((node) => node.shadowRoot).find((shadow) => shadow?.querySelector(".list"));
        return root && root.querySelectorAll(".message:not(.own)").length > before && root.querySelector(".dots").hidden;
      },
      { before },
      { timeout: PATIENCE },
    );
  }

  /** What was said, in order. */
  async transcript() {
    return this.log.locator(".bubble").evaluateAll((bubbles) => bubbles.map((bubble) => bubble.innerText.trim()));
  }

  /** What this visitor said, in order. */
  async own() {
    return this.log.locator(".own .plain-text").evaluateAll((bubbles) => bubbles.map((bubble) => bubble.textContent));
  }

  /** Answer each question until something is to be seen: by its button, or in words. */
  async answersUntil(seen, choose) {
    for (let turns = 0; turns < 30; turns += 1) {
      if (await this.log.locator(seen).count()) return;
      const titles = await this.openChoices();
      const { press, say } = choose(titles);
      if (press) await this.presses(press);
      else await this.says(say);
    }
    assert.fail(`no ${seen} after 30 turns: ${(await this.transcript()).slice(-3).join(" | ")}`);
  }

  /** The buttons of the newest message that has any. */
  async openChoices() {
    const groups = this.log.locator(".choices:has(button:enabled)");
    return (await groups.count()) ? groups.last().locator("button").allInnerTexts() : [];
  }

  /** What axe finds serious. */
  async seriousFindings() {
    await this.page.evaluate(AXE);
    const { violations } = await this.page.evaluate(() =>
      window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
    );
    return violations
      .filter(({ impact }) => ["serious", "critical"].includes(impact))
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.flat().join(" ")).join(", ")}`);
  }

  /** Requests to other places than the advisor and the page itself. */
  foreignRequests(...own) {
    const allowed = new Set([new URL(ADVISOR).origin, ...own]);
    return this.requests.filter((address) => !/^(data|blob|about):/.test(address) && !allowed.has(new URL(address).origin));
  }

  async leaves() {
    await this.context.close();
    assert.deepEqual(this.faults, []);
  }
}

/** A firm with first orders from abroad, by buttons. */
export function firstOrders(titles) {
  const wanted = [
    "Goods",
    "Food and farming",
    "A few times, not regularly",
    "Delivered orders",
    "They have our offer or sample",
    "5 to 25 %",
    "Two or three",
    "Yes, that sounds right",
    "Partly",
    "With difficulty",
    "Only online",
  ];
  const press = wanted.find((title) => titles.includes(title)) ?? titles.find((title) => title === "I don't know");
  return press ? { press } : { say: "We are in Thailand" };
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
