/** What is wrong with the thing beside it, for as long as it is. */
import type { ReactNode } from "react";
import css from "./Problem.module.css";

interface Props {
  /** Something to look at, not something that stands still. */
  isMild?: boolean;
  /** Inside a button or a line, which says it with all the rest: no alert of its own. */
  isPart?: boolean;
  children: ReactNode;
}

export function Problem({ isMild = false, isPart = false, children }: Props) {
  const look = `${css.problem} ${isMild ? css.mild : ""}`;
  if (isPart) return <span className={look}>{children}</span>;
  return (
    <div className={look} role="alert">
      {children}
    </div>
  );
}
