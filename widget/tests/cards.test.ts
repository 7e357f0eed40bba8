import { expect, it, vi } from "vitest";
import { Problem } from "../src/talk/problem";
import { readAssessment, sureness } from "../src/view/assessment";
import { assessmentCard } from "../src/view/assessment-card";
import { Dates } from "../src/view/dates";
import { readPlan } from "../src/view/plan";
import { planCard } from "../src/view/plan-card";
import { thumbs } from "../src/view/thumbs";
import { ASSESSMENT, PLAN, words } from "./examples";

function assessment(change: Record<string, unknown> = {}): ReturnType<typeof readAssessment> & object {
  return readAssessment({ ...ASSESSMENT, ...change }) ?? expect.fail("not readable");
}

it("shows stage, sureness, a bar for each stage in order, and the facts", () => {
  const card = assessmentCard(assessment(), words.assessment);
  expect(card.querySelector(".stage")?.textContent).toBe("Active engagement");
  expect([...card.querySelectorAll(".bars .name")].map((name) => name.textContent)).toEqual([
    "Preparation",
    "Active engagement",
    "Growth and expansion",
  ]);
  expect([...card.querySelectorAll(".bars .figure")].map((figure) => figure.textContent)).toEqual([
    "less than 1 of 100",
    "more than 90 of 100",
    "3 of 100",
  ]);
  expect(card.textContent).toContain("How sure we are: quite sure");
  expect(card.textContent).toContain("Foreign buyers have your offer");
  expect(card.textContent).toContain("What speaks against itNobody handles it");
});

it.each([
  [0.95, "sure_high"],
  [0.8, "sure_fair"],
  [0.65, "sure_leaning"],
  [0.4, "sure_low"],
])("says of %f that it is %s", (share, sure) => {
  expect(sureness(assessment({ probabilities: { active_engagement: share } }))).toBe(sure);
});

it("names no figures while there are few answers", () => {
  const card = assessmentCard(assessment({ answers: 2 }), words.assessment);
  expect(card.querySelector(".figure")).toBeNull();
  expect(card.textContent).toContain("a first guess");
});

it("keeps the firm's own choice apart from what was inferred", () => {
  const card = assessmentCard(assessment({ stage: "preparation" }), words.assessment);
  expect(card.querySelector(".stage")?.textContent).toBe("Preparation");
  expect(card.textContent).toContain("we would say: Active engagement");
});

it("makes no card of what is no assessment, and shows a stage that it does not know", () => {
  for (const none of [undefined, null, "x", [], {}, { stage: 5 }]) expect(readAssessment(none)).toBeUndefined();
  const card = assessmentCard(assessment({ stage: "new_stage", inferred_stage: "new_stage" }), words.assessment);
  expect(card.querySelector(".stage")?.textContent).toBe("new stage");
});

function plan(planLink = vi.fn()): HTMLElement {
  const needs = { words: words.plan, newTab: "new tab", dates: new Dates("en", words.chat), planLink };
  return planCard(readPlan(PLAN) ?? expect.fail("not readable"), needs);
}

it("shows the plan with its sources, and links only what is a web address", () => {
  const card = plan();
  expect(card.querySelector("ol.plan h4")?.textContent).toBe("Meeting buyers");
  expect(card.textContent).toContain("Next step: Prepare samples");
  expect([...card.querySelectorAll("a")].map((link) => link.href)).toEqual(["https://fair.example/", "https://board.example/"]);
  expect([...card.querySelectorAll("a")].every((link) => link.rel === "noopener noreferrer" && link.target === "_blank")).toBe(true);
  expect(card.querySelector("img")).toBeNull();
  expect(card.textContent).toContain("No confirmed address");
});

it("leads to the plan's own page, and says kindly where there is none", async () => {
  const card = plan(vi.fn().mockResolvedValue({ address: "https://advisor.example/plan/abc", expires: "2027-01-01T00:00:00Z" }));
  card.querySelector<HTMLButtonElement>(".door button")?.click();
  await vi.waitFor(() => expect(card.querySelectorAll(".links a")).toHaveLength(2));
  const without = plan(vi.fn().mockRejectedValue(new Problem("not_found", 404, "")));
  without.querySelector<HTMLButtonElement>(".door button")?.click();
  await vi.waitFor(() => expect(without.textContent).toContain(words.plan.page_missing));
});

it("makes no card of what is no plan", () => {
  for (const none of [undefined, null, "x", {}, { items: 3 }]) expect(readPlan(none)).toBeUndefined();
  expect(readPlan({ items: [null, {}] })?.items).toHaveLength(1);
});

it("takes a thumb, and then a word", async () => {
  const rate = vi.fn().mockResolvedValue(undefined);
  const node = thumbs(undefined, words.rating, rate);
  const [, down] = node.querySelectorAll<HTMLButtonElement>("button");
  expect(node.querySelector("form")?.hidden).toBe(true);
  down?.click();
  await vi.waitFor(() => expect(down?.getAttribute("aria-pressed")).toBe("true"));
  node.querySelector("textarea")!.value = " too long ";
  node.querySelector("form")!.dispatchEvent(new Event("submit", { cancelable: true }));
  await vi.waitFor(() => expect(rate).toHaveBeenLastCalledWith({ thumb: "down", words: "too long" }));
  await vi.waitFor(() => expect(node.textContent).toContain(words.rating.thanks_words));
});

it("shows the thumb that was given", () => {
  const node = thumbs({ thumb: "up" }, words.rating, vi.fn());
  expect(node.querySelector("[aria-pressed=true]")?.getAttribute("aria-label")).toBe(words.rating.up);
});
