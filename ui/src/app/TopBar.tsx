/** Title of the screen, the palette's door, the line's state, the clock with its zone, the DEMO badge and the account. */
import { SearchOutlined } from "@ant-design/icons";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/api/schema";
import { hasLine } from "@/api/session";
import { useNow } from "@/lib/clock";
import { useSignal } from "@/lib/signal";
import { day, timeOfDay } from "@/lib/time";
import { useLive } from "@/live/LiveProvider";
import { AccountMenu } from "./AccountMenu";
import { LineState } from "./LineState";
import type { Screen } from "./screens";
import css from "./TopBar.module.css";

function Clock({ zone }: { zone: string }) {
  const { t } = useTranslation();
  const now = useNow();
  return (
    <span className={css.clock}>
      <span className={css.day}>{day(now, zone)}</span>
      <time className={css.time}>{timeOfDay(now, zone)}</time>
      <span className={css.zone}>{zone === "Asia/Shanghai" ? t("line.zone") : zone}</span>
    </span>
  );
}

/** The browser tab says how many urgent warnings are open. */
function useTabTitle(title: string): void {
  const urgent = useSignal(useLive().counts)?.urgent ?? 0;
  useEffect(() => {
    document.title = urgent > 0 ? `(${urgent}) ${title}` : title;
  }, [urgent, title]);
}

interface Props {
  me: Me;
  screen: Screen | undefined;
  openPalette: () => void;
  openShortcuts: () => void;
}

export function TopBar({ me, screen, openPalette, openShortcuts }: Props) {
  const { t } = useTranslation();
  const title = screen ? t(`${screen.key}.title`) : t("product.full");
  useTabTitle(`${title} · ${t("product.name")}`);
  return (
    <header className={css.bar}>
      <h1 className={css.title}>{title}</h1>
      {me.is_demo && (
        <span className={css.demo} title={t("demo.explain")} data-testid="demo-badge">
          {t("demo.badge")}
        </span>
      )}
      <button type="button" className={css.palette} onClick={openPalette} data-testid="open-palette">
        <SearchOutlined aria-hidden="true" />
        <span>{t("palette.hint")}</span>
        <kbd>Ctrl K</kbd>
      </button>
      {hasLine(me) && <LineState />}
      <Clock zone={me.time_zone} />
      <AccountMenu me={me} openShortcuts={openShortcuts} />
    </header>
  );
}
