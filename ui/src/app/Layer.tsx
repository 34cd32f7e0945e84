/** A layer above the page in the browser's own dialog: focus stays inside, Esc closes it, focus returns. */
import { type ReactNode, useEffect, useRef } from "react";
import css from "./Layer.module.css";

interface Props {
  label: string;
  close: () => void;
  isWide?: boolean;
  children: ReactNode;
}

export function Layer({ label, close, isWide = false, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>("input")?.focus(); // not the first focusable element, which is a mere frame
    return () => dialog?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc is the dialog's own; the click is on the backdrop only
    <dialog
      ref={ref}
      className={`${css.layer} ${isWide ? css.wide : ""}`}
      aria-label={label}
      onCancel={close}
      onClick={(event) => event.target === ref.current && close()}
    >
      {children}
    </dialog>
  );
}
