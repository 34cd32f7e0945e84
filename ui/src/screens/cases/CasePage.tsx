/** One case: its head, and what is in it by part. Whoever was not let in may break the glass, with a reason. */
import { ArrowLeftOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { useTranslation } from "react-i18next";
import { breakGlass, type CaseDeed, caseQuery, putOnCase } from "@/api/cases";
import { ServerError } from "@/api/client";
import type { CaseDetail } from "@/api/schema";
import { Bone } from "@/components/Bone";
import { Confirm } from "@/components/Confirm";
import { Failure } from "@/components/Failure";
import { Nothing } from "@/components/Nothing";
import { useBrief } from "@/lib/brief";
import { endsPair } from "@/lib/keys";
import { SHORTEST_PURPOSE } from "@/lib/purpose";
import { CaseHead } from "./CaseHead";
import css from "./Cases.module.css";
import { Clues } from "./Clues";
import { Files } from "./Files";
import { Members } from "./Members";
import { Requests } from "./Requests";
import { Tasks } from "./Tasks";
import { Timeline } from "./Timeline";
import { CASE_TABS, type CaseTab, type Whole } from "./words";

const route = getRouteApi("/in/cases");

export interface PartProps {
  detail: CaseDetail;
  whole: Whole;
  put: (deed: CaseDeed) => Promise<void>;
  keep: (told: CaseDetail) => void;
}

const MASKED: Whole = new Map();
const PARTS = { timeline: Timeline, clues: Clues, tasks: Tasks, files: Files, requests: Requests, members: Members };

export function CasePage({ number }: { number: string }) {
  const { t } = useTranslation();
  const { tab = "timeline" } = route.useSearch();
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(caseQuery(number));
  const brief = useBrief<Whole>();
  const whole = brief.value ?? MASKED;
  const back = () => void navigate({ search: ({ id: _, tab: __, ...before }) => before });
  const show = (next: CaseTab) =>
    void navigate({
      search: ({ tab: _, ...before }) => (next === "timeline" ? before : { ...before, tab: next }),
      replace: true,
    });
  useHotkeys("escape", back);
  useHotkeys("1,2,3,4,5,6", (event) => show(CASE_TABS[Number(event.key) - 1] ?? "timeline"), {
    ignoreEventWhen: endsPair,
  });
  const keep = (told: CaseDetail) => {
    queries.setQueryData(caseQuery(number).queryKey, told);
    brief.hide(); // what was shown whole was of the case before
    void queries.invalidateQueries({ queryKey: ["cases", "list"] });
  };
  const put = async (deed: CaseDeed) => {
    if (!data) return;
    try {
      keep(await putOnCase(number, data.entries, deed));
    } catch (refused) {
      if (refused instanceof ServerError && refused.code === "moved_on") void refetch();
      throw refused;
    }
  };
  const isKept = error instanceof ServerError && (error.code === "not_member" || error.code === "not_found");
  const Part = PARTS[tab];
  return (
    <div className={css.screen} data-testid="case-page">
      <header className={css.top}>
        <Button
          type="text"
          icon={<ArrowLeftOutlined aria-hidden="true" />}
          onClick={back}
          title="Esc"
          data-testid="back"
        >
          {t("cases.title")}
        </Button>
        <span className={css.number}>{number}</span>
      </header>
      <section className={css.scroller} tabIndex={0} aria-label={data?.title ?? number}>
        {isKept ? (
          <Shut number={number} keep={keep} isTold={error.code === "not_member"} />
        ) : error ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : !data ? (
          <Bone width="100%" height="14rem" />
        ) : (
          <>
            <CaseHead detail={data} brief={brief} put={put} />
            <Segmented<CaseTab>
              value={tab}
              onChange={show}
              aria-label={t("cases.parts")}
              options={CASE_TABS.map((value) => ({ value, label: `${t(`cases.tab.${value}`)}${count(data, value)}` }))}
            />
            <Part detail={data} whole={whole} put={put} keep={keep} />
          </>
        )}
      </section>
    </div>
  );
}

function count(detail: CaseDetail, tab: CaseTab): string {
  const of = {
    timeline: detail.timeline,
    clues: detail.entities,
    tasks: detail.tasks,
    files: detail.files,
    requests: detail.requests,
    members: detail.members,
  };
  return of[tab].length > 0 ? ` ${of[tab].length}` : "";
}

function Shut({ number, keep, isTold }: { number: string; keep: (told: CaseDetail) => void; isTold: boolean }) {
  const { t } = useTranslation();
  const [isAsked, setAsked] = useState(false);
  return (
    <Nothing title={t(isTold ? "cases.shut" : "cases.unknown")} hint={t("cases.shutHint")}>
      {isAsked ? (
        <Confirm
          title={t("cases.glass")}
          hint={t("cases.glassHint")}
          action={t("cases.glass")}
          needsReason
          least={SHORTEST_PURPOSE}
          missing={t("cases.purposeMissing")}
          isDanger
          submit={async (reason) => keep(await breakGlass(number, reason))}
          cancel={() => setAsked(false)}
        />
      ) : (
        <Button onClick={() => setAsked(true)} data-testid="break-glass">
          {t("cases.glass")}
        </Button>
      )}
    </Nothing>
  );
}
