/** The time zone that times are shown in; the server tells it. */
import { createContext, useContext } from "react";

export const ZoneContext = createContext("Asia/Shanghai");

export function useZone(): string {
  return useContext(ZoneContext);
}
