import { describe, expect, it } from "vitest";
import type { AccountRow, Me } from "@/api/schema";
import { homeOf, screensOf } from "@/app/screens";
import { accountsSearch } from "@/app/search";
import { optionsOf, stateOf } from "@/screens/accounts/deeds";

const LI: AccountRow = {
  login: "li",
  name: "李华",
  role: "duty_officer",
  is_active: true,
  created_at: "2026-11-22T04:00:00Z",
  signed_in_at: null,
  sessions: [],
  tokens: 0,
  has_second_factor: false,
  must_change_password: false,
  locked_until: null,
  is_dormant: false,
  is_last_of_kind: false,
};
const AT = "2026-11-22T04:15:00Z";
const as = (login: string, role: Me["role"], ...roles_can: Me["roles_can"]) => ({ login, role, roles_can }) as Me;
const SYSTEM = as("sys", "system_admin", "feeds.read", "accounts.read", "accounts.manage");
const SECURITY = as("sec", "security_admin", "feeds.read", "accounts.read", "accounts.secure");
const AUDITOR = as("au", "auditor", "rules.read", "accounts.read");
const told = (account: Partial<AccountRow>, me: Me) =>
  optionsOf({ ...LI, ...account }, me).map(({ deed, why }) => (why ? `${deed}: ${why}` : deed));

describe("what an administrator may do with an account", () => {
  it("is divided between the two, and the auditor does nothing", () => {
    expect(told({}, SYSTEM)).toEqual(["close"]);
    expect(told({}, SECURITY)).toEqual(["endSessions: idle", "resetPassword", "resetSecondFactor: unset"]);
    expect(told({}, AUDITOR)).toEqual([]);
  });

  it("depends on how the account stands", () => {
    const sessions = [{ created_at: AT, seen_at: AT }];
    expect(told({ locked_until: AT, is_dormant: true, has_second_factor: true, sessions }, SECURITY)).toEqual([
      "unlock",
      "reopen",
      "endSessions",
      "resetPassword",
      "resetSecondFactor",
    ]);
    expect(told({ tokens: 1 }, SECURITY)[0]).toBe("endSessions"); // a program may still read
    expect(told({ is_last_of_kind: true }, SYSTEM)).toEqual(["close: last"]);
    expect(told({ is_active: false }, SYSTEM)).toEqual([]);
  });

  it("is never done to one's own", () => {
    expect(told({ login: "sys", is_last_of_kind: true }, SYSTEM)).toEqual(["close: own"]);
    expect(told({ login: "sec" }, SECURITY).every((option) => option.endsWith(": own"))).toBe(true);
  });

  it("shows of several obstacles the weightiest", () => {
    expect(stateOf(LI)).toBe("open");
    expect(stateOf({ ...LI, must_change_password: true })).toBe("start");
    expect(stateOf({ ...LI, must_change_password: true, locked_until: AT })).toBe("locked");
    expect(stateOf({ ...LI, locked_until: AT, is_dormant: true })).toBe("dormant");
    expect(stateOf({ ...LI, is_active: false, locked_until: AT })).toBe("closed");
  });
});

describe("the screen of accounts", () => {
  it("is the administrators' home, open to the auditor, and hidden from others", () => {
    expect([SYSTEM, SECURITY, AUDITOR].map(homeOf)).toEqual(["/accounts", "/accounts", "/rules"]);
    expect(screensOf(AUDITOR).map(({ key }) => key)).toEqual(["rules", "accounts"]);
    expect(screensOf(as("li", "duty_officer", "warnings.read")).map(({ key }) => key)).toEqual(["warnings"]);
  });

  it("keeps the open account in its address", () => {
    expect(accountsSearch({ id: "li.hua", evil: 1 })).toEqual({ id: "li.hua" });
    expect(accountsSearch({ id: 320400 })).toEqual({ id: "320400" });
  });
});
