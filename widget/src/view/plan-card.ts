import { element } from "../element";
import type { PlanLink } from "../talk/api";
import { Problem } from "../talk/problem";
import { type Words, fill } from "../words";
import type { Dates } from "./dates";
import { link } from "./markdown";
import type { Item, Plan, Source } from "./plan";

export interface PlanCardNeeds {
  words: Words["plan"];
  newTab: string;
  dates: Dates;
  planLink(): Promise<PlanLink>;
}

/** The plan as a list to read, each point with who can help, and a way to print or save it. */
export function planCard(plan: Plan, needs: PlanCardNeeds): HTMLElement {
  const { words } = needs;
  const list = element("ol", { class: "plan" });
  for (const item of plan.items) list.append(planItem(item, needs));
  const bodies = plan.bodies.length
    ? element("div", {}, element("h4", {}, words.helpers_all), sourceList(plan.bodies, needs))
    : undefined;
  return element(
    "section",
    { class: "card", "aria-label": words.title },
    element("h3", {}, words.title),
    list,
    bodies,
    pageDoor(needs),
  );
}

function planItem(item: Item, needs: PlanCardNeeds): HTMLElement {
  const { words } = needs;
  const facts = element("dl");
  for (const name of ["who", "effort", "time", "result"] as const) {
    if (item.step[name]) facts.append(element("div", {}, element("dt", {}, words[name]), element("dd", {}, item.step[name])));
  }
  return element(
    "li",
    {},
    element("h4", {}, item.name),
    item.because.length > 0 && element("p", { class: "quiet" }, fill(words.why, { because: item.because.join("; ") })),
    item.title && element("p", {}, element("strong", {}, `${words.next}: ${item.title}`)),
    item.step.do && element("p", {}, item.step.do),
    facts.childElementCount > 0 && facts,
    item.sources.length > 0 &&
      element("details", { open: true }, element("summary", {}, words.helpers), sourceList(item.sources, needs)),
  );
}

function sourceList(sources: readonly Source[], needs: PlanCardNeeds): HTMLElement {
  const list = element("ul", { class: "sources" });
  for (const source of sources) list.append(sourceItem(source, needs));
  return list;
}

function sourceItem(source: Source, { words, newTab, dates }: PlanCardNeeds): HTMLElement {
  const name = (source.address && link(source.address, source.name, newTab)) || element("strong", {}, source.name);
  const small = [
    source.cost && `${words.cost}: ${source.cost}`,
    source.note && `${words.note}: ${source.note}`,
    !source.address && words.no_address,
    source.checked && fill(words.checked, { date: dates.dateOf(source.checked) }),
  ].filter(Boolean);
  return element(
    "li",
    {},
    name,
    source.owner && ` (${source.owner})`,
    source.gives && element("span", { class: "gives" }, source.gives),
    element("span", { class: "quiet" }, small.join(" · ")),
  );
}

/** A button that fetches the address of the plan's own page, then the links to it. */
function pageDoor(needs: PlanCardNeeds): HTMLElement {
  const { words } = needs;
  const told = element("p", { role: "status", class: "quiet" });
  const button = element("button", { type: "button", class: "plain", onclick: () => void open() }, words.page);
  const door = element("div", { class: "door" }, button, told);
  const open = async (): Promise<void> => {
    button.disabled = true;
    try {
      const links = pageLinks(await needs.planLink(), needs);
      button.replaceWith(links);
      told.textContent = "";
      links.querySelector("a")?.focus();
    } catch (error) {
      const missing = error instanceof Problem && (error.isGone || error.status === 405);
      told.textContent = missing ? words.page_missing : words.page_failed;
      button.disabled = false;
    }
  };
  return door;
}

function pageLinks({ address, expires }: PlanLink, { words, newTab, dates }: PlanCardNeeds): HTMLElement {
  return element(
    "div",
    { class: "links" },
    link(address, words.page_open, newTab),
    link(`${address}/pdf`, words.page_pdf, newTab),
    expires && element("p", { class: "quiet" }, fill(words.page_until, { date: dates.dateOf(expires) })),
  );
}
