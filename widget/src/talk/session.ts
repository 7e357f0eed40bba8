import { type Drawer, isRecord } from "../storage";

/** The key to a conversation. It never leaves the browser but to the advisor. */
export interface Session {
  conversation_id: string;
  token: string;
}

const NAME = "";

export function readSession(drawer: Drawer): Session | undefined {
  return drawer.read(NAME, isSession);
}

export function writeSession(drawer: Drawer, session: Session): void {
  drawer.write(NAME, session);
}

/** Forget it, unless another tab has put another one in its place. */
export function forgetSession(drawer: Drawer, session: Session): void {
  if (readSession(drawer)?.conversation_id === session.conversation_id) drawer.remove(NAME);
}

export function sessionKey(drawer: Drawer): string {
  return drawer.key(NAME);
}

function isSession(value: unknown): value is Session {
  return isRecord(value) && typeof value["conversation_id"] === "string" && typeof value["token"] === "string";
}
