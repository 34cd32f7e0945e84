/** How far a change has come: word, shape and colour. */
import {
  CheckCircleFilled,
  ClockCircleOutlined,
  CloseCircleFilled,
  ExperimentOutlined,
  SendOutlined,
  UndoOutlined,
} from "@ant-design/icons";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import type { ChangeRow } from "@/api/schema";
import css from "./ChangeState.module.css";

type State = ChangeRow["state"];

const ICONS: Record<State, ComponentType<{ "aria-hidden": "true" }>> = {
  drafted: ExperimentOutlined,
  backtested: ClockCircleOutlined,
  approved: SendOutlined,
  published: CheckCircleFilled,
  rolled_back: UndoOutlined,
  rejected: CloseCircleFilled,
};

export function ChangeState({ state }: { state: State }) {
  const { t } = useTranslation();
  const Icon = ICONS[state];
  return (
    <span className={`${css.state} ${css[state]}`} data-testid="change-state" data-state={state}>
      <Icon aria-hidden="true" />
      {t(`rules.state.${state}`)}
    </span>
  );
}
