import { type Button, type Message, handovers, isRatingButton } from "../talk/messages";

const ANSWERED_BY_ONE = ["question", "clarify"];

/** How the buttons of a message stand. */
export interface Choices {
  buttons: readonly Button[];
  /** Whether they can still be pressed. */
  open: boolean;
  /** The payload that was pressed. */
  chosen: string | undefined;
}

/** The buttons of each message: they stay until they are answered, and after that they show what was chosen. */
export function choicesOf(messages: readonly Message[], thumbs: boolean): Map<string, Choices> {
  const found = new Map<string, Choices>();
  let later: Message[] = [];
  for (const message of [...messages].reverse()) {
    const buttons = message.buttons.filter((button) => !(thumbs && isRatingButton(button)));
    if (buttons.length) {
      const chosen = chosenOf(message, later);
      found.set(message.id, { buttons, chosen, open: isOpen(message, chosen, later) });
    }
    later = [message, ...later];
  }
  return found;
}

function isOpen(message: Message, chosen: string | undefined, later: readonly Message[]): boolean {
  if (later.some(({ data }) => data.type === "greeting")) return false;
  if (message.data.type === "handover") return !handovers(later).length;
  if (!ANSWERED_BY_ONE.includes(message.data.type ?? "")) return true; // Such as "more on this": one may want each.
  return chosen === undefined && untilAskedAgain(later).length === later.length;
}

/** What was pressed of it, which can only be before the advisor asks something else. */
function chosenOf(message: Message, later: readonly Message[]): string | undefined {
  const offered = new Set(message.buttons.map(({ payload }) => payload));
  const said = untilAskedAgain(later).filter(({ author }) => author === "firm");
  return said.map(({ data }) => data.payload).find((payload) => payload !== undefined && offered.has(payload));
}

/** The messages before the advisor's next question. What it asks in the same breath goes together. */
function untilAskedAgain(later: readonly Message[]): readonly Message[] {
  const reply = later.findIndex(({ author }) => author === "firm");
  const next = later.findIndex((message, at) => reply >= 0 && at > reply && asks(message));
  return next < 0 ? later : later.slice(0, next);
}

function asks({ author, buttons, data }: Message): boolean {
  return author === "advisor" && buttons.length > 0 && ANSWERED_BY_ONE.includes(data.type ?? "");
}
