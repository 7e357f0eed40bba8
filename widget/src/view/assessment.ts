import { isRecord } from "../storage";

export const STAGES = ["preparation", "active_engagement", "growth_and_expansion"] as const;

/** What of an assessment is shown (docs/channels.md). */
export interface Assessment {
  stage: string;
  inferred: string;
  shares: Map<string, number>;
  /** Too few answers to say how sure it is. */
  early: boolean;
  speaksFor: string[];
  speaksAgainst: string[];
}

const FEWEST_ANSWERS = 5;
const MOST_FACTS = 6;
const SURE = [
  [0.9, "sure_high"],
  [0.75, "sure_fair"],
  [0.6, "sure_leaning"],
  [0, "sure_low"],
] as const;

export type Sureness = (typeof SURE)[number][1] | "early";

export function readAssessment(value: unknown): Assessment | undefined {
  if (!isRecord(value) || typeof value["stage"] !== "string" || !isRecord(value["probabilities"])) return undefined;
  const shares = new Map<string, number>();
  for (const [stage, share] of Object.entries(value["probabilities"])) {
    if (typeof share === "number" && Number.isFinite(share)) shares.set(stage, Math.min(Math.max(share, 0), 1));
  }
  const evidence = Array.isArray(value["evidence"]) ? value["evidence"].filter(isEvidence) : [];
  return {
    stage: value["stage"],
    inferred: typeof value["inferred_stage"] === "string" ? value["inferred_stage"] : value["stage"],
    shares,
    early: typeof value["answers"] === "number" && value["answers"] < FEWEST_ANSWERS,
    speaksFor: evidence.filter(({ weight }) => weight > 0).map(({ fact }) => fact).slice(0, MOST_FACTS),
    speaksAgainst: evidence.filter(({ weight }) => weight < 0).map(({ fact }) => fact).slice(0, MOST_FACTS),
  };
}

/** The advisor's own words for how sure it is (actions/verdict.py). */
export function sureness({ shares, inferred, early }: Assessment): Sureness {
  if (early) return "early";
  const share = shares.get(inferred) ?? 0;
  return SURE.find(([least]) => share >= least)?.[1] ?? "sure_low";
}

/** The stages in order, those that we do not know last. */
export function inOrder(shares: Map<string, number>): [string, number][] {
  const place = (stage: string): number => {
    const at = (STAGES as readonly string[]).indexOf(stage);
    return at < 0 ? STAGES.length : at;
  };
  return [...shares].sort(([one], [other]) => place(one) - place(other));
}

function isEvidence(value: unknown): value is { fact: string; weight: number } {
  return isRecord(value) && typeof value["fact"] === "string" && typeof value["weight"] === "number";
}
