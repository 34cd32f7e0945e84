/** Why a row was refused, by the stable code of the reason. A code that is not here shows the server's own English sentence. */
import type { Language } from "@/lib/remembered";

const WORDS: Record<string, readonly [zh: string, en: string]> = {
  not_a_time: ["不是有效的时间", "Not a time"],
};

/** The reason in the language on screen; null for a code without translation. */
export function rejectWord(code: string, language: Language): string | null {
  const words = WORDS[code];
  return words ? words[language === "en" ? 1 : 0] : null;
}
