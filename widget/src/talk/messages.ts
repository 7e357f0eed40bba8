import { isRecord } from "../storage";

/** A message as the advisor's API gives it (docs/channels.md). */
export interface Message {
  id: string;
  author: Author;
  text: string;
  sent_at: string;
  buttons: Button[];
  data: Data;
}

/** `person`: one of the staff, who speaks in place of the advisor. */
export type Author = "firm" | "advisor" | "person";

const AUTHORS: readonly unknown[] = ["firm", "advisor", "person"] satisfies Author[];

export interface Button {
  title: string;
  payload: string;
}

export interface Data {
  type?: string;
  part?: string;
  reason?: string;
  answer?: string | null;
  payload?: string;
  client_id?: string;
  pending?: boolean;
  rating?: Rating;
  /** Of the person who says it. */
  name?: string;
  state?: string;
  assessment?: unknown;
  plan?: unknown;
  [other: string]: unknown;
}

export interface Rating {
  thumb: "up" | "down";
  words?: string | null;
}

/** Messages out of an answer of the API; what is none is left out. */
export function messagesIn(answer: unknown): Message[] {
  const list = isRecord(answer) ? answer["messages"] : undefined;
  return Array.isArray(list) ? list.flatMap((one) => messageFrom(one) ?? []) : [];
}

export function messageFrom(value: unknown): Message | undefined {
  if (!isRecord(value)) return undefined;
  const { id, author, text, sent_at, buttons, data } = value;
  if (typeof id !== "string" || !isAuthor(author) || typeof text !== "string") return undefined;
  return {
    id,
    author,
    text,
    sent_at: typeof sent_at === "string" ? sent_at : new Date().toISOString(),
    buttons: Array.isArray(buttons) ? buttons.filter(isButton) : [],
    data: isRecord(data) ? data : {},
  };
}

function isAuthor(value: unknown): value is Author {
  return AUTHORS.includes(value);
}

function isButton(value: unknown): value is Button {
  return isRecord(value) && typeof value["title"] === "string" && typeof value["payload"] === "string";
}

/** Whether it only says that there is no answer yet, and that what was said is kept. */
export function isNotYet(message: Message): boolean {
  return message.data.type === "error" && ["try_again", "still_working"].includes(message.data.reason ?? "");
}

/** The buttons under the plan that rate it. The widget's thumbs stand in for them. */
export function isRatingButton(button: Button): boolean {
  return button.payload.startsWith("/rate{");
}

/** Whether somebody may say if it helped: the plan, and answers to the firm's own questions. */
export function canBeRated(message: Message): boolean {
  if (message.author !== "advisor") return false;
  return message.data.plan !== undefined || (message.data.type === "answer" && typeof message.data.answer === "string");
}

/** Who of the staff speaks with the firm now, in place of the advisor. */
export function personIn(messages: readonly Message[]): string | undefined {
  const last = handovers(messages).pop();
  return last?.data.state === "with_person" ? (last.data.name ?? "") : undefined;
}

/** Whether something may come that the firm did not just ask for: a person speaks with it, or was asked for. */
export function expectsPerson(messages: readonly Message[]): boolean {
  const last = messages.filter(({ data }) => data.type === "handover" || data["about"] === "handover").pop();
  return last !== undefined && last.data.state !== "handed_back";
}

export function handovers(messages: readonly Message[]): Message[] {
  return messages.filter(({ data }) => data.type === "handover");
}
