/** Words for a column of a record or a field of a message; one that has none is shown by its name. */
import { useTranslation } from "react-i18next";
import { zhCN } from "@/i18n/zh-CN";

type Field = keyof (typeof zhCN)["field"];
const isKnown = (name: string): name is Field => name in zhCN.field;

export function useFieldName(): (name: string) => string {
  const { t } = useTranslation();
  return (name) => (isKnown(name) ? t(`field.${name}`) : name);
}
