/** 中文 / English, before anybody is signed in. */
import { useTranslation } from "react-i18next";
import { languageOf, setLanguage } from "@/i18n";
import css from "./Login.module.css";

export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  const isEnglish = languageOf(i18n.language) === "en";
  return (
    <button
      type="button"
      className={css.language}
      lang={isEnglish ? "zh-CN" : "en"}
      onClick={() => setLanguage(isEnglish ? "zh-CN" : "en")}
      data-testid="language"
    >
      {isEnglish ? t("account.chinese") : t("account.english")}
    </button>
  );
}
