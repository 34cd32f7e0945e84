/** A tab that shows one answer of the server: a bone before the first, the last one marked when it is old, the error where there is none. */
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Bone } from "@/components/Bone";
import { Failure } from "@/components/Failure";
import { Stale } from "@/components/Stale";
import css from "./Rules.module.css";

interface Props<Data> {
  query: UseQueryResult<Data>;
  label: string;
  children: (data: Data) => ReactNode;
}

export function Answer<Data>({ query, label, children }: Props<Data>) {
  const { data, error, dataUpdatedAt } = query;
  const retry = () => void query.refetch();
  if (error && data === undefined) return <Failure error={error} retry={retry} />;
  return (
    <>
      <Stale error={error} since={dataUpdatedAt} retry={retry} />
      <section className={`${css.scroller} ${css.padded}`} tabIndex={0} aria-label={label}>
        {data === undefined ? <Bone width="100%" height="12rem" /> : children(data)}
      </section>
    </>
  );
}
