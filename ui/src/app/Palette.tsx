/** Ctrl K: go to a screen, open a warning by its id, change language or appearance, sign out. */
import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/api/schema";
import { may } from "@/api/session";
import { useSignOut } from "@/components/useSignOut";
import { languageOf, setLanguage } from "@/i18n";
import { useSignal } from "@/lib/signal";
import { setTheme, themeSignal } from "./appearance";
import { Layer } from "./Layer";
import css from "./Palette.module.css";
import { screensOf } from "./screens";

/** What looks like the id of a warning: no blanks, at least six characters, a digit among them. */
const WARNING_ID = /^(?=.*\d)[\w-]{6,64}$/;

export function Palette({ me, close }: { me: Me; close: () => void }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const leave = useSignOut();
  const [asked, setAsked] = useState("");
  const isDark = useSignal(themeSignal) === "dark";
  const isEnglish = languageOf(i18n.language) === "en";
  const id = asked.trim();
  const canOpen = may(me, "warnings.read") && WARNING_ID.test(id);
  const item = (key: string, words: string, act: () => void, extra?: ReactNode) => (
    <Command.Item
      key={key}
      value={words}
      onSelect={() => {
        close();
        act();
      }}
    >
      {words}
      {extra && <kbd>{extra}</kbd>}
    </Command.Item>
  );
  return (
    <Layer label={t("palette.title")} close={close}>
      <Command label={t("palette.title")} className={css.palette ?? ""} loop>
        <Command.Input value={asked} onValueChange={setAsked} placeholder={t("palette.hint")} autoFocus />
        <Command.List label={t("palette.title")}>
          {!canOpen && <Command.Empty>{t("palette.nothing")}</Command.Empty>}
          {canOpen && (
            <Command.Group heading={t("palette.warning")} forceMount>
              {item(
                `id ${id}`,
                t("palette.byId", { id }),
                () => void navigate({ to: "/warnings", search: { id, view: "all" } }),
              )}
            </Command.Group>
          )}
          <Command.Group heading={t("palette.screens")}>
            {screensOf(me).map(({ key, to, keys }) =>
              item(key, t(`${key}.title`), () => void navigate({ to }), keys.replace(">", " ")),
            )}
          </Command.Group>
          <Command.Group heading={t("palette.commands")}>
            {isEnglish
              ? item("zh", t("palette.toChinese"), () => setLanguage("zh-CN"))
              : item("en", t("palette.toEnglish"), () => setLanguage("en"))}
            {isDark
              ? item("light", t("palette.toLight"), () => setTheme("light"))
              : item("dark", t("palette.toDark"), () => setTheme("dark"))}
            {item("leave", t("account.signOut"), leave)}
          </Command.Group>
        </Command.List>
      </Command>
    </Layer>
  );
}
