import { isRecord } from "../storage";

const LONGEST_WAIT = 3600;
const URN = "urn:advisor:problem:";

/** Why a request brought nothing: there was no connection, or the advisor's own problem (RFC 9457). */
export class Problem extends Error {
  constructor(
    /** `offline`, or the last word of the problem's type, such as `too_many_messages`. */
    readonly key: string,
    readonly status: number,
    /** A sentence for people, from the advisor. */
    readonly detail: string,
    /** Seconds that the advisor asks us to wait. */
    readonly wait?: number,
  ) {
    super(`${key} (${status})`);
  }

  /** Whether the same request may succeed later. */
  get passes(): boolean {
    return this.key === "offline" || this.status === 429 || this.status === 408 || this.status >= 500;
  }

  /** Whether the conversation is unknown: erased, or not ours. */
  get isGone(): boolean {
    return this.status === 404 || this.status === 401;
  }
}

export const OFFLINE = new Problem("offline", 0, "");

export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => undefined);
  const told = isRecord(body) ? body : {};
  const type = typeof told["type"] === "string" ? told["type"] : "";
  const detail = typeof told["detail"] === "string" ? told["detail"] : "";
  const key = type.startsWith(URN) ? type.slice(URN.length) : `http_${response.status}`;
  return new Problem(key, response.status, detail, secondsOf(response.headers.get("Retry-After")));
}

function secondsOf(header: string | null): number | undefined {
  if (!header) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(Math.ceil(seconds), 1), LONGEST_WAIT) : undefined;
}
