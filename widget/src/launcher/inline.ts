import { dress, element } from "../element";
import type { Emit, Mount, Mounted } from "../mount";
import { readOptions } from "../options";
import { wordsFor } from "../words";
import { dressWith } from "./floating";

const CSS = ":host{display:block;block-size:600px;max-block-size:100vh;border:1px solid #8a989f;border-radius:12px;overflow:hidden}:host([hidden]){display:none}.frame{block-size:100%;border-radius:inherit}";

/** `<msme-advisor>`: the chat as a part of the page. */
export function defineInline(origin: string, load: () => Promise<Mount>, emit: Emit): void {
  if (customElements.get("msme-advisor")) return;
  customElements.define(
    "msme-advisor",
    class extends HTMLElement {
      private mounted: Mounted | undefined;
      private readonly frame = element("div", { class: "frame" });

      connectedCallback(): void {
        const root = this.shadowRoot ?? this.dressed();
        const options = readOptions((name) => this.getAttribute(name));
        dressWith(this, options);
        root.replaceChildren(this.frame);
        load().then(
          (mount) => {
            if (this.isConnected) this.mounted ??= mount({ origin, options, root, into: this.frame, emit });
          },
          () => this.frame.replaceChildren(element("p", { role: "status" }, wordsFor(options.language).launcher.failed)),
        );
      }

      private dressed(): ShadowRoot {
        const root = this.attachShadow({ mode: "open" });
        dress(root, CSS);
        return root;
      }

      disconnectedCallback(): void {
        this.mounted?.remove();
        this.mounted = undefined;
      }
    },
  );
}
