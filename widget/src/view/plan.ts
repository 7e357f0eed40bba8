import { isRecord } from "../storage";

/** What of a plan is shown (docs/channels.md). */
export interface Plan {
  items: Item[];
  bodies: Source[];
}

export interface Item {
  name: string;
  because: string[];
  title: string;
  /** What to do, who, how much work, by when, and what comes of it; what is not known is empty. */
  step: Record<"do" | "who" | "effort" | "time" | "result", string>;
  sources: Source[];
}

export interface Source {
  name: string;
  owner: string;
  address: string;
  gives: string;
  cost: string;
  note: string;
  checked: string;
}

export function readPlan(value: unknown): Plan | undefined {
  if (!isRecord(value) || !Array.isArray(value["items"])) return undefined;
  return { items: records(value["items"]).map(readItem), bodies: records(value["bodies"]).map(readSource) };
}

function readItem(item: Record<string, unknown>): Item {
  const holding = isRecord(item["holding_back"]) ? item["holding_back"] : {};
  const step = isRecord(item["step"]) ? item["step"] : {};
  const because = Array.isArray(holding["because"]) ? holding["because"].filter((fact) => typeof fact === "string") : [];
  return {
    name: text(holding["name"]),
    because,
    title: text(step["title"]),
    step: {
      do: text(step["do"]),
      who: text(step["who"]),
      effort: text(step["effort"]),
      time: text(step["time"]),
      result: text(step["result"]),
    },
    sources: records(item["sources"]).map(readSource),
  };
}

function readSource(source: Record<string, unknown>): Source {
  return {
    name: text(source["name"]),
    owner: text(source["owner"]),
    address: text(source["address"]),
    gives: text(source["gives"]),
    cost: text(source["cost"]),
    note: text(source["note"]),
    checked: text(source["checked_on"]),
  };
}

function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
