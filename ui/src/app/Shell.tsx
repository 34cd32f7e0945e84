/** Around every signed-in screen: navigation, top bar, line state, palette and shortcuts. */
import { useQuery } from "@tanstack/react-query";
import { Outlet, useNavigate, useRouteContext, useRouterState } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import { hasLine, may, meQuery } from "@/api/session";
import { ZoneContext } from "@/components/zone";
import { LiveProvider } from "@/live/LiveProvider";
import { Denied } from "./Denied";
import { LineBanner } from "./LineBanner";
import { Palette } from "./Palette";
import { Rail } from "./Rail";
import css from "./Shell.module.css";
import { Shortcuts } from "./Shortcuts";
import { SCREENS, screensOf } from "./screens";
import { TopBar } from "./TopBar";

type Layer = "palette" | "shortcuts" | null;

/** Leaves for the sign-in page as soon as the session has ended. */
function useLeaveWhenSignedOut(): void {
  const { data } = useQuery(meQuery);
  const navigate = useNavigate();
  const here = useRouterState({ select: (state) => state.location.href });
  useEffect(() => {
    if (data === null) void navigate({ to: "/login", search: { ended: true, next: here }, replace: true });
  }, [data, here, navigate]);
}

export function Shell() {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/in" });
  const navigate = useNavigate();
  const [layer, setLayer] = useState<Layer>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const here = SCREENS.find((screen) => path.startsWith(screen.to));
  const mine = screensOf(me);
  useLeaveWhenSignedOut();
  useHotkeys("mod+k", () => setLayer((open) => (open === "palette" ? null : "palette")), {
    preventDefault: true,
    enableOnFormTags: true,
  });
  useHotkeys("?", () => setLayer("shortcuts"), { useKey: true, preventDefault: true });
  useHotkeys("g>i", () => void navigate({ to: "/audit" }), { enabled: may(me, "audit.read") });
  useHotkeys("g>w", () => void navigate({ to: "/warnings" }), { enabled: may(me, "warnings.read") });
  useHotkeys("g>k", () => void navigate({ to: "/cases" }), { enabled: may(me, "cases.work") });
  useHotkeys("g>f", () => void navigate({ to: "/feeds" }), { enabled: may(me, "feeds.read") });
  useHotkeys("g>u", () => void navigate({ to: "/rules" }), { enabled: may(me, "rules.read") });
  useHotkeys("g>c", () => void navigate({ to: "/records" }), { enabled: may(me, "records.search") });
  useHotkeys("g>a", () => void navigate({ to: "/accounts" }), { enabled: may(me, "accounts.read") });

  return (
    <ZoneContext value={me.time_zone}>
      <LiveProvider hasLine={hasLine(me)} canReadWarnings={may(me, "warnings.read")}>
        <div className={css.shell}>
          <a className={css.skip} href="#main">
            {t("nav.skip")}
          </a>
          <Rail screens={mine} />
          <div className={css.body}>
            <TopBar
              me={me}
              screen={here}
              openPalette={() => setLayer("palette")}
              openShortcuts={() => setLayer("shortcuts")}
            />
            <LineBanner />
            <main id="main" className={css.main} tabIndex={-1}>
              {here && !may(me, here.needs) ? <Denied me={me} why="title" /> : <Outlet />}
            </main>
          </div>
          {layer === "palette" && <Palette me={me} close={() => setLayer(null)} />}
          {layer === "shortcuts" && <Shortcuts close={() => setLayer(null)} />}
        </div>
      </LiveProvider>
    </ZoneContext>
  );
}
