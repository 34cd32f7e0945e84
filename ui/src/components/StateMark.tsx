/** The state of something: word, shape and colour, so that none of the three is needed to tell it. */
import type { ComponentType, ReactNode } from "react";
import css from "./StateMark.module.css";

export interface StateLook {
  icon: ComponentType<{ "aria-hidden": "true" }>;
  tone: "ok" | "busy" | "plain" | "quiet" | "attention" | "trouble";
}

interface Props extends StateLook {
  state: string;
  testId: string;
  children: ReactNode;
}

export function StateMark({ icon: Icon, tone, state, testId, children }: Props) {
  return (
    <span className={`${css.state} ${css[tone]}`} data-testid={testId} data-state={state}>
      <Icon aria-hidden="true" />
      {children}
    </span>
  );
}
