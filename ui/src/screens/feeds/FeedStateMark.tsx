/** The state of a feed. */
import {
  CheckCircleFilled,
  CloseCircleFilled,
  ExclamationCircleFilled,
  PauseCircleFilled,
  PauseCircleOutlined,
  StopFilled,
} from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { FeedState } from "@/api/schema";
import { type StateLook, StateMark } from "@/components/StateMark";

const LOOKS: Record<FeedState, StateLook> = {
  ok: { icon: CheckCircleFilled, tone: "ok" },
  quiet: { icon: PauseCircleOutlined, tone: "quiet" },
  attention: { icon: ExclamationCircleFilled, tone: "attention" },
  stalled: { icon: PauseCircleFilled, tone: "trouble" },
  refused: { icon: StopFilled, tone: "trouble" },
  failed: { icon: CloseCircleFilled, tone: "trouble" },
};

export function FeedStateMark({ state }: { state: FeedState }) {
  const { t } = useTranslation();
  return (
    <StateMark {...LOOKS[state]} state={state} testId="feed-state">
      {t(`feeds.state.${state}`)}
    </StateMark>
  );
}
