import { isRecord } from "../storage";

/** A message as the advisor's API gives it (docs/channels.md). */
export interface Message {
  id: string;
  author: "firm" | "advisor";
  text: string;
  sent_at: string;
  buttons: Button[];
  data: Data;
}

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
  if (typeof id !== "string" || (author !== "firm" && author !== "advisor") || typeof text !== "string") return undefined;
  return {
    id,
    author,
    text,
    sent_at: typeof sent_at === "string" ? sent_at : new Date().toISOString(),
    buttons: Array.isArray(buttons) ? buttons.filter(isButton) : [],
    data: isRecord(data) ? data : {},
  };
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
