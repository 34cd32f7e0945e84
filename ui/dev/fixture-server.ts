/**
 * A stand-in for the server with synthetic data, for looking at the screens. Not shipped.
 * `npm run fixture [port]` serves the built UI and the API; sign in as `duty`, `admin` or `auditor`, password `demo`; `locked` is locked out.
 * POST /fixture {"burst": n} raises n warnings; {"down": seconds} cuts the stream; {"slow": ms} delays answers; {"fail": true} fails them.
 */
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import type { LevelCounts, Me, WarningRow } from "../src/api/schema";
import { detailOf, feedsAt, newWarning, recordsOf } from "./fixture-data.ts";

const PORT = Number(process.argv[2] ?? 8088);
const ROWS = Number(process.env.ROWS ?? 1500);
const RULES = "2026.11.1";
const STATIC = fileURLToPath(new URL("../../src/linewarden/web/static", import.meta.url));
const TYPES: Record<string, string> = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

const began = Date.now();
const warnings = new Map<string, WarningRow>();
const streams = new Set<ServerResponse>();
let behaviour = { downUntil: 0, slowMs: 0, fails: false };
for (let n = 0; n < ROWS; n += 1) add(newWarning(began, (ROWS - n) * 1900 + 20_000));

function add(row: WarningRow): WarningRow {
  warnings.set(row.warning_id, row);
  return row;
}

function counts(): LevelCounts {
  const found: LevelCounts = { urgent: 0, high: 0, normal: 0, notice: 0 };
  for (const row of warnings.values()) if (row.state === "open") found[row.level] += 1;
  return found;
}

const lastSeq = () => Math.max(0, ...[...warnings.values()].map((row) => row.seq));

const PEOPLE: Record<string, [name: string, role: Me["role"], can: Me["roles_can"]]> = {
  duty: ["王值班", "duty_officer", ["warnings.read", "warnings.unmask", "feeds.read"]],
  admin: ["赵系统", "system_admin", ["feeds.read", "rules.read", "accounts.read", "accounts.manage"]],
  auditor: ["孙审计", "auditor", ["audit.read"]],
};

function meOf(login: string): Me | null {
  const person = PEOPLE[login];
  if (!person) return null;
  const [name, role, roles_can] = person;
  const versions = { linewarden: "0.1.0", rules: RULES };
  const server_time = new Date().toISOString();
  return {
    login,
    name,
    role,
    roles_can,
    is_demo: true,
    versions,
    idle_s: 1800,
    server_time,
    time_zone: "Asia/Shanghai",
    must_change_password: false,
    must_set_second_factor: false,
  };
}

function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(body === null ? "" : JSON.stringify(body));
}

function refuse(response: ServerResponse, status: number, code: string, more: object = {}): void {
  const request_id = randomUUID().slice(0, 8);
  send(
    response,
    status,
    { error: { code, message: `fixture: ${code}`, request_id, ...more } },
    { "x-request-id": request_id },
  );
}

async function bodyOf(request: IncomingMessage): Promise<object> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text ? JSON.parse(text) : {};
}

function stream(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.flushHeaders();
  const after = Number(request.headers["last-event-id"] ?? lastSeq());
  tell(
    response,
    [...warnings.values()].filter((row) => row.seq > after).sort((a, b) => a.seq - b.seq),
  );
  streams.add(response);
  response.on("close", () => streams.delete(response));
}

function tell(response: ServerResponse, items: readonly WarningRow[]): void {
  if (items.length === 0) return;
  const last = items.at(-1)?.seq ?? 0;
  response.write(
    `id: ${last}\nevent: warnings\ndata: ${JSON.stringify({ items, counts: counts(), last_seq: last })}\n\n`,
  );
}

function list(url: URL, response: ServerResponse): void {
  const levels = url.searchParams.getAll("level");
  const state = url.searchParams.get("state");
  const before = Number(url.searchParams.get("before_seq") ?? Number.MAX_SAFE_INTEGER);
  const limit = Number(url.searchParams.get("limit") ?? 200);
  const found = [...warnings.values()]
    .filter(
      (row) =>
        row.seq < before && (levels.length === 0 || levels.includes(row.level)) && (!state || row.state === state),
    )
    .sort((a, b) => b.seq - a.seq)
    .slice(0, limit);
  const next_before_seq = found.length === limit ? (found.at(-1)?.seq ?? null) : null;
  send(response, 200, {
    items: found,
    next_before_seq,
    counts: counts(),
    last_seq: lastSeq(),
    as_of: new Date().toISOString(),
  });
}

async function signIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { login, password } = (await bodyOf(request)) as { login: string; password: string };
  if (login === "locked") return refuse(response, 423, "locked_out", { retry_after_s: 872 });
  if (password !== "demo" || !PEOPLE[login]) return refuse(response, 401, "bad_credentials");
  send(response, 200, meOf(login), { "set-cookie": `lw_session=${login}; HttpOnly; SameSite=Strict; Path=/` });
}

async function api(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const path = url.pathname.slice("/api".length);
  const me = meOf(/lw_session=(\w+)/.exec(request.headers.cookie ?? "")?.[1] ?? "");
  if (path === "/session" && request.method === "POST") return signIn(request, response);
  if (!me) return refuse(response, 401, "signed_out");
  if (path === "/session" && request.method === "DELETE")
    return send(response, 204, null, { "set-cookie": "lw_session=; Path=/; Max-Age=0" });
  if (path === "/session") return send(response, 200, me);
  if (behaviour.downUntil > Date.now() && path === "/stream") return void request.socket.destroy();
  if (path === "/stream") return stream(request, response);
  await new Promise((resolve) => setTimeout(resolve, behaviour.slowMs));
  if (behaviour.fails) return refuse(response, 503, "store_failed");
  if (path === "/feeds")
    return send(response, 200, { rules: RULES, items: feedsAt(Date.now(), (Date.now() - began) / 1000) });
  if (path.endsWith("/rejects")) return send(response, 200, { items: rejects() });
  if (!me.roles_can.includes("warnings.read")) return refuse(response, 403, "forbidden");
  if (path === "/warnings") return list(url, response);
  const row = warnings.get(path.split("/")[2] ?? "");
  if (!row) return refuse(response, 404, "not_found");
  if (path.endsWith("/records")) return send(response, 200, { items: recordsOf(row) });
  if (path.endsWith("/unmask")) {
    const full = (masked: string) => masked.replace("****", "6123");
    return send(response, 200, { called: full(row.called_masked), callers: row.callers_masked.map(full) });
  }
  send(response, 200, detailOf(row));
}

function rejects() {
  const rows = [
    [
      "setup_at",
      "2026/13/45 25:61",
      "not_a_time",
      "setup_at '2026/13/45 25:61' is not a time in any form that the map allows",
    ],
    ["called", "1.38613E+10", "number_eaten_by_excel", "called '1.38613E+10' lost digits in a spreadsheet"],
    ["", "\\u0000\\u0000<b>…", "unreadable_row", "the row cannot be decoded as GB18030"],
    ["talk_ms", "-12", "negative_duration", "talk time -12 s is below zero"],
  ] as const;
  return Array.from({ length: 40 }, (_, n) => {
    const [field, value, code, reason] = rows[n % rows.length] ?? rows[0];
    return { source_id: "9f86d081884c7d65", row: 88_000 - n * 31, field, value, reason, code };
  });
}

function page(response: ServerResponse, pathname: string): void {
  const asset = join(STATIC, normalize(pathname));
  const isAsset = asset.startsWith(STATIC) && existsSync(asset) && statSync(asset).isFile();
  const type = TYPES[extname(asset)] ?? "application/octet-stream";
  if (isAsset && !asset.endsWith(".html"))
    return void response.writeHead(200, { "content-type": type }).end(readFileSync(asset));
  const nonce = randomUUID();
  const html = readFileSync(join(STATIC, "index.html"), "utf8").replaceAll("__CSP_NONCE__", nonce);
  const policy = `default-src 'self'; img-src 'self' data:; style-src 'self' 'nonce-${nonce}'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'`;
  response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": policy }).end(html);
}

async function steer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const wish = (await bodyOf(request)) as {
    burst?: number;
    level?: WarningRow["level"];
    rise?: string;
    down?: number;
    slow?: number;
    fail?: boolean;
  };
  const made = Array.from({ length: wish.burst ?? 0 }, () => add(newWarning(Date.now(), 0, wish.level)));
  const risen = wish.rise ? warnings.get(wish.rise) : undefined;
  if (risen)
    made.push(
      add({
        ...risen,
        level: "urgent",
        revision: risen.revision + 1,
        seq: lastSeq() + 1,
        is_in_contact: true,
        contact_since: new Date().toISOString(),
      }),
    );
  if (behaviour.downUntil < Date.now()) for (const open of streams) tell(open, made);
  behaviour = { downUntil: Date.now() + (wish.down ?? 0) * 1000, slowMs: wish.slow ?? 0, fails: wish.fail ?? false };
  if (wish.down) for (const open of streams) open.destroy();
  send(response, 200, { ids: made.map((row) => row.warning_id) });
}

createServer((request, response) => {
  const url = new URL(request.url ?? "/", "http://fixture");
  const isApi = url.pathname.startsWith("/api/");
  const answer =
    url.pathname === "/fixture"
      ? steer(request, response)
      : isApi
        ? api(request, response, url)
        : page(response, url.pathname);
  Promise.resolve(answer).catch((error) => refuse(response, 500, String(error)));
}).listen(PORT, "127.0.0.1", () => console.log(`fixture at http://127.0.0.1:${PORT}`));

setInterval(() => {
  const items = feedsAt(Date.now(), (Date.now() - began) / 1000);
  for (const open of streams) open.write(`event: feeds\ndata: ${JSON.stringify({ rules: RULES, items })}\n\n`);
}, 1000);
