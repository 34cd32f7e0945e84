/** Text that comes from the server in both languages, or as codes. */
import type { Language } from "@/lib/remembered";
import { cityInEnglish, provinceInEnglish } from "./places";

interface Both {
  text_zh: string;
  text_en: string;
}

/** The text in the language on screen; the other one when it is missing, rather than nothing. */
export function said(text: Both, language: Language): string {
  const [first, second] = language === "en" ? [text.text_en, text.text_zh] : [text.text_zh, text.text_en];
  return first || second;
}

interface Area {
  country: string | null;
  province: string | null;
  city: string | null;
}

/** Names as the country's own authorities write them; the rest as CLDR has them. */
const OFFICIAL: Record<string, Record<Language, string>> = {
  TW: { "zh-CN": "中国台湾", en: "Taiwan, China" },
  HK: { "zh-CN": "中国香港", en: "Hong Kong, China" },
  MO: { "zh-CN": "中国澳门", en: "Macao, China" },
};

const countries = new Map<Language, Intl.DisplayNames>();

function country(code: string, language: Language): string {
  const official = OFFICIAL[code];
  if (official) return official[language];
  let names = countries.get(language);
  if (!names) {
    names = new Intl.DisplayNames(language, { type: "region" });
    countries.set(language, names);
  }
  try {
    return names.of(code) ?? code;
  } catch {
    return code; // not an ISO code: show what was told
  }
}

/** "江苏 常州", "Changzhou, Jiangsu", "柬埔寨"; "" when nothing is known. */
export function placeName(area: Area, language: Language): string {
  const { province, city } = area;
  const inChina = [province, city === province ? null : city].filter((part) => part !== null);
  if (inChina.length > 0 && language !== "en") return inChina.join(" ");
  if (inChina.length > 0) {
    const names = [city && city !== province ? cityInEnglish(city) : null, province && provinceInEnglish(province)];
    return names.filter(Boolean).join(", ");
  }
  return area.country ? country(area.country, language) : "";
}

/** The place in as few words as tell it apart: "江苏 常州", but "Changzhou" in English, which is longer. */
export function shortPlace(area: Area, language: Language): string {
  return language === "en" && area.city ? cityInEnglish(area.city) : placeName(area, language);
}
