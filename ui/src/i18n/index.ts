/** Language of the page: Chinese first, English complete, switched without a reload. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { type Language, remember, rememberedLanguage } from "@/lib/remembered";
import { en } from "./en";
import { zhCN } from "./zh-CN";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof zhCN };
  }
}

/** Starts the translations in the remembered language. */
export async function startTranslations(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: rememberedLanguage(),
    fallbackLng: "zh-CN",
    resources: { "zh-CN": { translation: zhCN }, en: { translation: en } },
    interpolation: { escapeValue: false }, // React escapes
  });
  document.documentElement.lang = i18next.language;
}

export function setLanguage(language: Language): void {
  remember("language", language);
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}

/** The language on screen. */
export function languageOf(code: string): Language {
  return code === "en" ? "en" : "zh-CN";
}
