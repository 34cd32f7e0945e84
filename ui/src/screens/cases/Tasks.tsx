/** What is to be done, by whom and by when. */
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FieldForm } from "@/components/FieldForm";
import { Nothing } from "@/components/Nothing";
import { useZone } from "@/components/zone";
import { fullTime } from "@/lib/time";
import { Adding } from "./Adding";
import type { PartProps } from "./CasePage";
import css from "./Cases.module.css";
import { writes } from "./words";

export function Tasks({ detail, whole, put }: PartProps) {
  const { t } = useTranslation();
  const zone = useZone();
  const [asked, setAsked] = useState<number | null>(null);
  const at = (instant: string) => fullTime(Date.parse(instant), zone);
  const canWrite = writes(detail);
  const doers = detail.members.filter((one) => !one.is_past && (one.role === "lead" || one.role === "member"));
  return (
    <div className={css.part} data-testid="part-tasks">
      {canWrite && (
        <Adding
          label={t("cases.addTask")}
          fields={[
            { name: "what", label: t("cases.field.task") },
            {
              name: "assignee",
              label: t("cases.field.assignee"),
              type: "choice",
              options: doers.map((one) => ({ value: one.login, label: one.name })),
            },
            { name: "due_at", label: t("cases.field.due"), type: "time", isOptional: true },
          ]}
          send={({ what = "", assignee = "", due_at }) => put({ kind: "task", what, assignee, due_at: due_at || null })}
        />
      )}
      {detail.tasks.length === 0 && <Nothing title={t("cases.noTasks")} hint={t("cases.noTasksHint")} />}
      <ul className={css.cards}>
        {detail.tasks.map((task) => (
          <li key={task.nth} data-testid="task">
            <strong>{whole.get(task.nth) ?? task.what}</strong>
            <span>{task.assignee.name}</span>
            {task.due_at && <span className="num">{t("cases.dueAt", { time: at(task.due_at) })}</span>}
            {task.is_late && <span className={css.late}>{t("cases.late")}</span>}
            {task.done_at ? (
              <span className="num">{t("cases.doneAt", { time: at(task.done_at) })}</span>
            ) : (
              canWrite &&
              asked !== task.nth && (
                <Button size="small" onClick={() => setAsked(task.nth)} data-testid={`done-${task.nth}`}>
                  {t("cases.done")}
                </Button>
              )
            )}
            {asked === task.nth && (
              <FieldForm
                title={t("cases.done")}
                action={t("cases.done")}
                fields={[{ name: "note", label: t("cases.field.note"), type: "area", isOptional: true }]}
                send={({ note = "" }) => put({ kind: "task_done", task: task.nth, note }).then(() => setAsked(null))}
                cancel={() => setAsked(null)}
              />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
