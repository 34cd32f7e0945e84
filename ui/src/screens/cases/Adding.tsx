/** The button of a part, and the form that it opens; the key N opens it, too. */
import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { type Field, FieldForm, type Values } from "@/components/FieldForm";
import { endsPair } from "@/lib/keys";

interface Props {
  label: string;
  fields: readonly Field[];
  send: (values: Values) => Promise<void>;
}

export function Adding({ label, fields, send }: Props) {
  const [isOpen, setOpen] = useState(false);
  useHotkeys("n", () => setOpen(true), { preventDefault: true, ignoreEventWhen: endsPair });
  if (isOpen)
    return (
      <FieldForm
        title={label}
        action={label}
        fields={fields}
        send={(values) => send(values).then(() => setOpen(false))}
        cancel={() => setOpen(false)}
      />
    );
  return (
    <div>
      <Button icon={<PlusOutlined aria-hidden="true" />} onClick={() => setOpen(true)} title="N" data-testid="add">
        {label}
      </Button>
    </div>
  );
}
