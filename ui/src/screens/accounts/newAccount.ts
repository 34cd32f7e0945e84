/** What is wrong with a new account before it is sent. */
export const FIELDS = ["login", "name", "role", "reason"] as const;
export type Field = (typeof FIELDS)[number];
export type Entered = Record<Field, string>;
export type Fault = "missing" | "login";

const LOGIN = /^[A-Za-z0-9._-]+$/;

export function faultsOf(entered: Entered): Partial<Record<Field, Fault>> {
  const faults: Partial<Record<Field, Fault>> = {};
  for (const field of FIELDS) if (entered[field].trim() === "") faults[field] = "missing";
  if (!faults.login && !LOGIN.test(entered.login.trim())) faults.login = "login";
  return faults;
}
