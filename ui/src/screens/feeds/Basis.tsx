/** The document that permits a feed. */
import { useTranslation } from "react-i18next";
import type { BasisView } from "@/api/schema";
import { DemoMark } from "@/components/DemoMark";
import { useZone } from "@/components/zone";
import { serverNow } from "@/lib/clock";
import { day } from "@/lib/time";
import css from "./Feeds.module.css";

const DAY_MS = 86_400_000;
const EXPIRES_SOON_DAYS = 14;

export function Basis({ basis }: { basis: BasisView }) {
  const { t } = useTranslation();
  const zone = useZone();
  const until = Date.parse(basis.valid_until);
  const days = Math.floor((until - serverNow()) / DAY_MS);
  const left = days < 0 ? t("feeds.expired") : t("feeds.daysLeft", { n: days });
  return (
    <dl className={css.basis}>
      <div>
        <dt>{t("feeds.basisTitle")}</dt>
        <dd>
          {t(`feeds.basisKind.${basis.kind}`)} {basis.is_synthetic && <DemoMark />}
        </dd>
      </div>
      <div>
        <dt>{t("feeds.document")}</dt>
        <dd title={basis.document}>{basis.document}</dd>
      </div>
      <div>
        <dt>{t("feeds.issuer")}</dt>
        <dd title={basis.issuer}>{basis.issuer}</dd>
      </div>
      <div>
        <dt>{t("feeds.validUntil")}</dt>
        <dd>
          <span className="num">{day(until, zone)}</span>{" "}
          <span className={days < EXPIRES_SOON_DAYS ? css.soon : "quiet"}>{left}</span>
        </dd>
      </div>
    </dl>
  );
}
