/** Preferences that this browser remembers; nothing about cases or people is ever kept here. */

export type Theme = "light" | "dark";
export type Language = "zh-CN" | "en";

const read = (key: string): string | null => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage is forbidden by policy on some desks: preferences then last for the page only
  }
};

/** Keeps a preference; does nothing where storage is forbidden. */
export function remember(key: "theme" | "language", value: string): void {
  try {
    localStorage.setItem(`linewarden.${key}`, value);
  } catch {
    return;
  }
}

/** The theme chosen on this desk, else the one that the system asks for. */
export function rememberedTheme(): Theme {
  const kept = read("linewarden.theme");
  if (kept === "light" || kept === "dark") return kept;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** The language chosen on this desk, else Chinese. */
export function rememberedLanguage(): Language {
  return read("linewarden.language") === "en" ? "en" : "zh-CN";
}
