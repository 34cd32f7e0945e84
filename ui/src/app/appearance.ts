/** Light or dark, as chosen on this desk. */
import { remember, rememberedTheme, type Theme } from "@/lib/remembered";
import { signal } from "@/lib/signal";

export const themeSignal = signal<Theme>(rememberedTheme());

export function applyTheme(): void {
  document.documentElement.dataset.theme = themeSignal.get();
}

export function setTheme(theme: Theme): void {
  remember("theme", theme);
  themeSignal.set(theme);
  applyTheme();
}
