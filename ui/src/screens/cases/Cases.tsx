/** 案件: those that one may know of, and the page of one of them (decision 0026). */
import { getRouteApi } from "@tanstack/react-router";
import { CaseList } from "./CaseList";
import { CasePage } from "./CasePage";

const route = getRouteApi("/in/cases");

export function Cases() {
  const { id } = route.useSearch();
  return id === undefined ? <CaseList /> : <CasePage key={id} number={id} />;
}
