import { element } from "../element";
import { type Words, fill } from "../words";
import { type Assessment, inOrder, sureness } from "./assessment";

/** Above this no figure is named: the method grows too sure (actions/verdict.py). */
const MOST = 90;
const LEAST = 1;

/** Where the firm stands: stage, how sure, a bar for each stage, and the facts behind it. */
export function assessmentCard(assessment: Assessment, words: Words["assessment"]): HTMLElement {
  const sure = sureness(assessment);
  const own = assessment.stage !== assessment.inferred;
  return element(
    "section",
    { class: "card", "aria-label": words.title },
    element("h3", {}, words.title),
    element("p", { class: "stage" }, stageName(assessment.stage, words)),
    own
      ? element("p", {}, fill(words.own, { stage: stageName(assessment.inferred, words) }))
      : element("p", { class: "quiet" }, `${words.sure}: ${words[sure]}`),
    bars(assessment, words, sure === "early"),
    facts(words.for, assessment.speaksFor),
    facts(words.against, assessment.speaksAgainst),
  );
}

/** The name of a stage, or its id made readable where we have no name. */
export function stageName(stage: string, words: Words["assessment"]): string {
  const named: Record<string, unknown> = words;
  const name = ["preparation", "active_engagement", "growth_and_expansion"].includes(stage) ? named[stage] : undefined;
  return typeof name === "string" ? name : stage.replace(/_/g, " ");
}

function bars(assessment: Assessment, words: Words["assessment"], early: boolean): HTMLElement {
  const list = element("ul", { class: "bars", "aria-label": words.bars });
  for (const [stage, share] of inOrder(assessment.shares)) {
    const percent = Math.round(share * 100);
    const bar = element("span", { class: "bar", "aria-hidden": "true" }, element("span"));
    (bar.firstElementChild as HTMLElement).style.inlineSize = `${percent}%`;
    const name = element("span", { class: "name" }, stageName(stage, words));
    const figure = early ? undefined : element("span", { class: "figure" }, shareInWords(percent, words));
    list.append(element("li", stage === assessment.inferred ? { class: "most" } : {}, name, figure, bar));
  }
  return list;
}

function shareInWords(percent: number, words: Words["assessment"]): string {
  if (percent > MOST) return fill(words.more_than, { percent: MOST });
  return percent < LEAST ? fill(words.less_than, { percent: LEAST }) : fill(words.share, { percent });
}

function facts(heading: string, list: readonly string[]): HTMLElement | undefined {
  if (!list.length) return undefined;
  const items = element("ul", { class: "facts" });
  for (const fact of list) items.append(element("li", {}, fact.charAt(0).toUpperCase() + fact.slice(1)));
  return element("div", {}, element("h4", {}, heading), items);
}
