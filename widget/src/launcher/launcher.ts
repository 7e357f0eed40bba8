import type { Emit } from "../mount";
import { readOptions } from "../options";
import { loadChat } from "./bundle";
import { Floating } from "./floating";
import { defineInline } from "./inline";

/** What a page can do with the advisor (docs/widget.md). */
export interface MsmeAdvisor {
  open(): void;
  close(): void;
  toggle(): void;
  readonly isOpen: boolean;
  /** Hear an event; returns what ends that. */
  on(name: string, heard: (detail: Record<string, unknown>) => void): () => void;
}

function begin(script: HTMLScriptElement): void {
  const origin = new URL(script.src, location.href).origin;
  const options = readOptions((name) => script.dataset[name]);
  const events = new EventTarget();
  const emit: Emit = (name, detail) => {
    events.dispatchEvent(new CustomEvent(name, { detail }));
    document.dispatchEvent(new CustomEvent(`msme-advisor:${name}`, { detail }));
  };
  const load = (): ReturnType<typeof loadChat> => loadChat(origin, script.nonce || undefined);
  let floating: Floating | undefined;
  const api: MsmeAdvisor = {
    open: () => void floating?.open(),
    close: () => floating?.close(),
    toggle: () => floating?.toggle(),
    get isOpen() {
      return floating?.isOpen ?? false;
    },
    on(name, heard) {
      const hear = (event: Event): void => heard((event as CustomEvent<Record<string, unknown>>).detail);
      events.addEventListener(name, hear);
      return () => events.removeEventListener(name, hear);
    },
  };
  Object.defineProperty(window, "msmeAdvisor", { value: Object.freeze(api), configurable: true });
  const show = (): void => {
    defineInline(origin, load, emit);
    floating = new Floating(origin, options, load, emit);
    emit("ready", {});
  };
  if (document.body) show();
  else document.addEventListener("DOMContentLoaded", show, { once: true });
}

const script = document.currentScript;
if (script instanceof HTMLScriptElement && !("msmeAdvisor" in window)) begin(script);
