import { HANDOVER, type Handover, type Mount } from "../mount";

let loading: Promise<Mount> | undefined;

/** The chat bundle, fetched once and only when it is needed. A plain script: it needs no CORS, and old phones know it. */
export function loadChat(origin: string, nonce: string | undefined): Promise<Mount> {
  loading ??= fetchChat(origin, nonce).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

function fetchChat(origin: string, nonce: string | undefined): Promise<Mount> {
  return new Promise((resolve, reject) => {
    (window as Handover)[HANDOVER] = resolve;
    const script = document.createElement("script");
    script.src = `${origin}/${CHAT}`;
    if (nonce) script.nonce = nonce;
    script.onerror = () => {
      script.remove();
      reject(new Error("the chat could not be loaded"));
    };
    document.head.append(script);
  });
}
