/** How a page wants the advisor. */
export interface Options {
  language: string;
  /** `none` shows no button: for pages that open the advisor themselves or have it inline. */
  position: "end" | "start" | "none";
  colour: string;
  title: string | undefined;
  /** A sentence beside the closed button. */
  greeting: string | undefined;
  open: boolean;
  direction: "ltr" | "rtl" | undefined;
}

export const COLOUR = "#0b5f66";

const POSITIONS: Record<string, Options["position"]> = {
  right: "end",
  end: "end",
  left: "start",
  start: "start",
  none: "none",
};

/** The options from attributes; what is missing or cannot be right counts as not given. */
export function readOptions(attribute: (name: string) => string | null | undefined): Options {
  const given = (name: string): string | undefined => attribute(name)?.trim() || undefined;
  const direction = given("direction");
  return {
    language: language(given("language")) ?? "en",
    position: POSITIONS[given("position")?.toLowerCase() ?? "end"] ?? "end",
    colour: colour(given("colour") ?? given("color")) ?? COLOUR,
    title: given("title")?.slice(0, 60),
    greeting: given("greeting")?.slice(0, 200),
    open: isOn(attribute("open")),
    direction: direction === "rtl" || direction === "ltr" ? direction : undefined,
  };
}

function language(tag: string | undefined): string | undefined {
  return tag !== undefined && /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$/.test(tag) ? tag : undefined;
}

function colour(value: string | undefined): string | undefined {
  if (value === undefined || !/^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(value)) return undefined;
  return value.length === 4 ? `#${[...value.slice(1)].map((digit) => digit + digit).join("")}` : value;
}

function isOn(value: string | null | undefined): boolean {
  return value !== null && value !== undefined && !["false", "no", "0"].includes(value.trim().toLowerCase());
}

/** Black or white, whichever is easier to read on a colour (WCAG's relative luminance). */
export function readableOn(hex: string): "#000000" | "#ffffff" {
  const part = (at: number): number => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const luminance = 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? "#ffffff" : "#000000";
}
