/** An empty state that says why it is empty and what to do. */
import type { ReactNode } from "react";
import css from "./states.module.css";

export function Nothing({ title, hint, children }: { title: string; hint: string; children?: ReactNode }) {
  return (
    <div className={css.state} data-testid="nothing">
      <strong className={css.title}>{title}</strong>
      <span>{hint}</span>
      {children}
    </div>
  );
}
