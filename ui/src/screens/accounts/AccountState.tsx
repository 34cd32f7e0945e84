/** Whether a person can get in, and what keeps him out. */
import { CheckCircleOutlined, KeyOutlined, LockOutlined, PauseCircleOutlined, StopOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { AccountRow } from "@/api/schema";
import { type StateLook, StateMark } from "@/components/StateMark";
import { type State, stateOf } from "./deeds";

const LOOKS: Record<State, StateLook> = {
  open: { icon: CheckCircleOutlined, tone: "ok" },
  start: { icon: KeyOutlined, tone: "busy" },
  locked: { icon: LockOutlined, tone: "trouble" },
  dormant: { icon: PauseCircleOutlined, tone: "attention" },
  closed: { icon: StopOutlined, tone: "quiet" },
};

export function AccountState({ account }: { account: AccountRow }) {
  const { t } = useTranslation();
  const state = stateOf(account);
  return (
    <StateMark {...LOOKS[state]} state={state} testId="account-state">
      {t(`accounts.state.${state}`)}
    </StateMark>
  );
}
