/** The state of a feed: word, shape and colour. */
import {
  CheckCircleFilled,
  CloseCircleFilled,
  ExclamationCircleFilled,
  PauseCircleFilled,
  PauseCircleOutlined,
  StopFilled,
} from "@ant-design/icons";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import type { FeedState } from "@/api/schema";
import css from "./Feeds.module.css";

const ICONS: Record<FeedState, ComponentType<{ "aria-hidden": "true" }>> = {
  ok: CheckCircleFilled,
  quiet: PauseCircleOutlined,
  attention: ExclamationCircleFilled,
  stalled: PauseCircleFilled,
  refused: StopFilled,
  failed: CloseCircleFilled,
};

export function StateMark({ state }: { state: FeedState }) {
  const { t } = useTranslation();
  const Icon = ICONS[state];
  return (
    <span className={`${css.state} ${css[state]}`}>
      <Icon aria-hidden="true" />
      {t(`feeds.state.${state}`)}
    </span>
  );
}
