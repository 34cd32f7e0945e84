/** The navigation: an icon with its word for each screen that exists and that the role may see. */
import {
  AlertOutlined,
  ApiOutlined,
  AuditOutlined,
  ControlOutlined,
  FileSearchOutlined,
  FolderOpenOutlined,
  TeamOutlined,
} from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { standingQuery } from "@/api/audit";
import { Mark } from "@/components/Mark";
import { useSignal } from "@/lib/signal";
import { useLive } from "@/live/LiveProvider";
import css from "./Rail.module.css";
import type { Screen } from "./screens";

const ICONS: Record<Screen["key"], ComponentType<{ "aria-hidden": "true" }>> = {
  audit: AuditOutlined,
  warnings: AlertOutlined,
  cases: FolderOpenOutlined,
  records: FileSearchOutlined,
  feeds: ApiOutlined,
  rules: ControlOutlined,
  accounts: TeamOutlined,
};

function UrgentCount() {
  const { t } = useTranslation();
  const urgent = useSignal(useLive().counts)?.urgent ?? 0;
  if (urgent === 0) return null;
  return (
    <span className={css.count}>
      <span aria-hidden="true">{urgent > 99 ? "99+" : urgent}</span>
      <span className="sr-only">{t("nav.urgentOpen", { n: urgent })}</span>
    </span>
  );
}

function AlarmCount() {
  const { t } = useTranslation();
  const open = useQuery(standingQuery).data?.open_alarms ?? 0;
  if (open === 0) return null;
  return (
    <span className={css.count} data-testid="alarm-count">
      <span aria-hidden="true">{open > 99 ? "99+" : open}</span>
      <span className="sr-only">{t("nav.alarmsOpen", { n: open })}</span>
    </span>
  );
}

export function Rail({ screens }: { screens: readonly Screen[] }) {
  const { t } = useTranslation();
  return (
    <nav className={css.rail} aria-label={t("nav.label")}>
      <div className={css.brand}>
        <Mark />
        <span>{t("product.name")}</span>
      </div>
      <ul>
        {screens.map(({ key, to }) => {
          const Icon = ICONS[key];
          return (
            <li key={key}>
              <Link to={to} className={css.link} activeProps={{ className: css.active }} data-testid={`nav-${key}`}>
                <Icon aria-hidden="true" />
                <span>{t(`nav.${key}`)}</span>
                {key === "warnings" && <UrgentCount />}
                {key === "audit" && <AlarmCount />}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
