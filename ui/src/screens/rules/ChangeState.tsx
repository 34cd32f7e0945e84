/** How far a change has come. */
import {
  CheckCircleFilled,
  ClockCircleOutlined,
  CloseCircleFilled,
  ExperimentOutlined,
  SendOutlined,
  UndoOutlined,
} from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { ChangeRow } from "@/api/schema";
import { type StateLook, StateMark } from "@/components/StateMark";

type State = ChangeRow["state"];

const LOOKS: Record<State, StateLook> = {
  drafted: { icon: ExperimentOutlined, tone: "plain" },
  backtested: { icon: ClockCircleOutlined, tone: "busy" },
  approved: { icon: SendOutlined, tone: "busy" },
  published: { icon: CheckCircleFilled, tone: "ok" },
  rolled_back: { icon: UndoOutlined, tone: "attention" },
  rejected: { icon: CloseCircleFilled, tone: "quiet" },
};

export function ChangeState({ state }: { state: State }) {
  const { t } = useTranslation();
  return (
    <StateMark {...LOOKS[state]} state={state} testId="change-state">
      {t(`rules.state.${state}`)}
    </StateMark>
  );
}
