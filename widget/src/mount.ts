import type { Options } from "./options";

/** What the launcher gives to the chat bundle. */
export interface Stage {
  /** The advisor's own origin, to which everything goes. */
  origin: string;
  options: Options;
  root: ShadowRoot;
  /** Where the chat goes. */
  into: HTMLElement;
  close?: () => void;
  emit: Emit;
}

/** What the chat bundle gives back. */
export interface Mounted {
  focus(): void;
  /** Whether somebody may be looking at it. */
  shown(on: boolean): void;
  remove(): void;
}

export type Mount = (stage: Stage) => Mounted;
export type Emit = (name: string, detail: Record<string, unknown>) => void;

/** Where the launcher waits for the chat bundle, and the bundle hands itself over. */
export const HANDOVER = Symbol.for("msme-advisor.mount");

export interface Handover {
  [HANDOVER]?: (mount: Mount) => void;
}
