import { type Drawer, isRecord } from "./storage";

/** Where somebody was in this tab: whether the panel was open, and how far from the newest message. */
export interface Place {
  open: boolean;
  /** Pixels between the newest message and the lower edge of the view. */
  above: number;
}

const NAME = "place";

/** Undefined where nobody has been yet. */
export function readPlace(drawer: Drawer): Place | undefined {
  return drawer.read(NAME, isPlace);
}

export function writePlace(drawer: Drawer, change: Partial<Place>): void {
  drawer.write(NAME, { open: false, above: 0, ...readPlace(drawer), ...change });
}

function isPlace(value: unknown): value is Place {
  return isRecord(value) && typeof value["open"] === "boolean" && typeof value["above"] === "number";
}
