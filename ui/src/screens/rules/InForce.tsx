/** The version in force, and whether the running platform works by it already. */
import { CheckCircleFilled, ClockCircleFilled } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { rulesQuery } from "@/api/rules";
import { Bone } from "@/components/Bone";
import { useFollowedRules } from "@/live/useFollowedRules";
import { isChanged, linesOf } from "./lines";
import css from "./Rules.module.css";

export function InForce() {
  const { t } = useTranslation();
  const { data, isError } = useQuery(rulesQuery);
  const streamed = useFollowedRules("");
  if (isError && !data) return null;
  if (!data) return <Bone width="16rem" height="1.4rem" />;
  const changed = linesOf(data.rows).filter(isChanged).length + (data.is_base_changed ? 1 : 0);
  const followed = streamed === data.version ? streamed : data.followed; // whichever has heard of it first
  const isFollowed = followed === data.version;
  return (
    <p className={css.inForce}>
      <span className="quiet">{t("rules.inForce")}</span>{" "}
      <strong className="num" data-testid="in-force">
        {data.version}
      </strong>
      <span className={isFollowed ? css.followed : css.notFollowed}>
        {isFollowed ? <CheckCircleFilled aria-hidden="true" /> : <ClockCircleFilled aria-hidden="true" />}{" "}
        {isFollowed ? t("rules.followed") : t("rules.notFollowed", { version: followed })}
      </span>
      <span className="quiet">{changed === 0 ? t("rules.asShipped") : t("rules.changedRows", { n: changed })}</span>
      <span className="quiet" title={data.digest}>
        {t("rules.digest")} <code>{data.digest.slice(0, 12)}</code>
      </span>
    </p>
  );
}
