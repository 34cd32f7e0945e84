/** The account's menu: who, which role, language, appearance, shortcuts, versions, sign out. */
import { DownOutlined } from "@ant-design/icons";
import { useNavigate } from "@tanstack/react-router";
import { Dropdown, type MenuProps } from "antd";
import { useTranslation } from "react-i18next";
import type { Me } from "@/api/schema";
import { useSignOut } from "@/components/useSignOut";
import { languageOf, setLanguage } from "@/i18n";
import type { Language, Theme } from "@/lib/remembered";
import { useSignal } from "@/lib/signal";
import { useFollowedRules } from "@/live/useFollowedRules";
import css from "./AccountMenu.module.css";
import { setTheme, themeSignal } from "./appearance";

export function AccountMenu({ me, openShortcuts }: { me: Me; openShortcuts: () => void }) {
  const { t, i18n } = useTranslation();
  const theme = useSignal(themeSignal);
  const leave = useSignOut();
  const navigate = useNavigate();
  const rules = useFollowedRules(me.versions.rules ?? "");
  const items: MenuProps["items"] = [
    {
      type: "group",
      label: t("account.language"),
      children: [
        { key: "language:zh-CN", label: t("account.chinese") },
        { key: "language:en", label: t("account.english") },
      ],
    },
    {
      type: "group",
      label: t("account.theme"),
      children: [
        { key: "theme:light", label: t("account.light") },
        { key: "theme:dark", label: t("account.dark") },
      ],
    },
    { type: "divider" },
    { key: "keys", label: t("account.shortcuts"), extra: "?" },
    { key: "password", label: t("account.password") },
    { key: "second-factor", label: t("account.secondFactor") },
    { key: "tokens", label: t("account.tokens") },
    { key: "leave", label: t("account.signOut") },
    { type: "divider" },
    {
      type: "group",
      label: t("account.versions", { linewarden: me.versions.linewarden ?? "", rules }),
    },
  ];
  const choose: MenuProps["onClick"] = ({ key }) => {
    const [what, value] = key.split(":");
    if (what === "language") setLanguage(value as Language);
    else if (what === "theme") setTheme(value as Theme);
    else if (key === "keys") openShortcuts();
    else if (key === "password") void navigate({ to: "/password" });
    else if (key === "second-factor") void navigate({ to: "/second-factor" });
    else if (key === "tokens") void navigate({ to: "/tokens" });
    else leave();
  };
  const selectedKeys = [`language:${languageOf(i18n.language)}`, `theme:${theme}`];
  return (
    <Dropdown
      menu={{ items, onClick: choose, selectedKeys, selectable: true }}
      trigger={["click"]}
      placement="bottomRight"
      getPopupContainer={(trigger) => trigger.parentElement ?? document.body} // inside the header landmark
    >
      <button type="button" className={css.who} aria-label={t("account.menu", { name: me.name })} data-testid="account">
        <span className={css.avatar} aria-hidden="true">
          {me.name.slice(0, 1).toUpperCase()}
        </span>
        <span className={css.name}>
          {me.name}
          <small>{t(`role.${me.role}`)}</small>
        </span>
        <DownOutlined aria-hidden="true" className={css.arrow} />
      </button>
    </Dropdown>
  );
}
