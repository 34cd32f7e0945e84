/** A field whose words narrow a list as they are typed; the key / leads to it. */
import { Input, type InputRef } from "antd";
import { useRef } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import css from "./Search.module.css";

interface Props {
  words: string;
  search: (words: string) => void;
  label: string;
  hint: string;
  /** How wide it is. */
  className: string | undefined;
  testId: string;
}

export function Search({ words, search, label, hint, className, testId }: Props) {
  const input = useRef<InputRef>(null);
  useHotkeys("/", () => input.current?.focus({ cursor: "all" }), { useKey: true, preventDefault: true });
  return (
    <Input
      ref={input}
      className={className ?? ""}
      value={words}
      onChange={(event) => search(event.target.value)}
      placeholder={hint}
      aria-label={label}
      suffix={<kbd className={css.key}>/</kbd>}
      allowClear
      data-testid={testId}
    />
  );
}
