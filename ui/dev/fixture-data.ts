/** Synthetic warnings and feeds for looking at the screens without a server. Not shipped; no person or number is real. */
import type {
  FeedCardView,
  Level,
  Place,
  ReasonView,
  RecordRow,
  SilentRowView,
  WarningDetail,
  WarningRow,
} from "../src/api/schema";

/** A small generator with a seed (mulberry32), so that every run shows the same city. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const random = dice(519);
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
const digits = (n: number) => String(Math.floor(random() * 10 ** n)).padStart(n, "0");

const PLACES: readonly Place[] = [
  { country: "CN", province: "江苏", city: "常州" },
  { country: "CN", province: "江苏", city: "常州" },
  { country: "CN", province: "江苏", city: "无锡" },
  { country: "CN", province: "浙江", city: "杭州" },
];
const ABROAD = ["+855 96 **** 12", "+95 9 **** 774", "+63 917 **** 02", "+1 415 **** 013", "+44 20 **** 81"];
const FEEDS = ["hep-softswitch", "mobile-cdr", "unicom-cdr"];

const REASONS: readonly ReasonView[] = [
  reason(
    "S26",
    "与高风险主叫持续通话 14 分钟，仍在进行",
    "On the phone with a high-risk caller for 14 minutes, still going on",
    862,
    600,
    0.34,
    1,
  ),
  reason(
    "S10",
    "境外中继送来境内固话号码 0519-8xxx，显示号码系伪造",
    "A domestic number arrived on an international trunk: it is spoofed",
    1,
    1,
    0.28,
    3,
  ),
  reason(
    "S27",
    "一小时内先后接到 3 个关联号码来电，疑似移交“公安”",
    "Three linked numbers called within one hour: looks like a hand-over to “police”",
    3,
    2,
    0.22,
    3,
  ),
  reason(
    "S12",
    "主叫号码与公安服务号 110 仅差一位",
    "The caller's number differs from police line 110 by one digit",
    1,
    1,
    0.12,
    4,
  ),
  reason(
    "S1",
    "主叫一小时内呼出 148 次，61 % 通话不足 10 秒",
    "The caller placed 148 calls in an hour; 61 % lasted under ten seconds",
    148,
    100,
    0.11,
    20,
  ),
  reason(
    "S6",
    "响铃 1.4 秒即挂断，5 分钟内拨打 57 个不同号码",
    "Hung up after ringing 1.4 s; rang 57 different numbers in 5 minutes",
    57,
    30,
    0.4,
    20,
  ),
  reason(
    "S8",
    "连号拨打：83 % 的相邻被叫相差不超过 10",
    "Number walking: 83 % of successive called numbers differ by at most 10",
    0.83,
    0.6,
    0.2,
    20,
  ),
];

function reason(
  signal: string,
  zh: string,
  en: string,
  value: number,
  threshold: number,
  points: number,
  n: number,
): ReasonView {
  const record_ids = Array.from({ length: n }, (_, k) =>
    (0xabc000 + k + signal.length * 16).toString(16).padStart(16, "0"),
  );
  return {
    signal,
    rule: signal,
    unit: "count",
    text_zh: zh,
    text_en: en,
    value,
    threshold,
    points,
    record_ids,
    record_count: n === 20 ? 148 : n,
  };
}

const LEVEL_KINDS: Record<Level, readonly WarningRow["kind"][]> = {
  urgent: ["fake_police", "fake_police", "spoofed_call"],
  high: ["spoofed_call", "fake_police", "goip"],
  normal: ["burst", "goip", "unknown"],
  notice: ["wangiri", "wangiri", "burst"],
};

let seq = 0;

/** One more warning, raised so many milliseconds before `now`. */
export function newWarning(now: number, ageMs: number, level?: Level): WarningRow {
  const roll = random();
  const at: Level = level ?? (roll < 0.05 ? "urgent" : roll < 0.2 ? "high" : roll < 0.6 ? "normal" : "notice");
  const raised = now - ageMs;
  const isInContact = at === "urgent" ? random() < 0.8 : at === "high" && random() < 0.1;
  const callers = Array.from({ length: 1 + Math.floor(random() * 4) }, () =>
    random() < 0.5 ? pick(ABROAD) : `1${pick(["62", "65", "70", "71"])} **** ${digits(4)}`,
  );
  const top = at === "notice" ? REASONS[5] : at === "urgent" ? REASONS[0] : pick(REASONS.slice(1, 5));
  seq += 1;
  return {
    warning_id: `W${(0x5190000 + seq * 7919).toString(16).toUpperCase()}`,
    seq,
    revision: 1,
    raised_at: new Date(raised).toISOString(),
    changed_at: new Date(raised + Math.min(ageMs, 40_000) * random()).toISOString(),
    expires_at: new Date(raised + 86_400_000).toISOString(),
    level: at,
    state: "open",
    called_masked: `1${pick(["30", "38", "39", "51", "58", "86"])} **** ${digits(4)}`,
    called_place: pick(PLACES),
    caller_count: callers.length,
    callers_masked: callers,
    kind: pick(LEVEL_KINDS[at]),
    score: { urgent: 0.9, high: 0.66, normal: 0.38, notice: 0.15 }[at] + random() * 0.09,
    top_reason: top ?? null,
    is_in_contact: isInContact,
    contact_since: isInContact ? new Date(raised - 90_000 - random() * 600_000).toISOString() : null,
    source: pick(FEEDS),
    is_synthetic: true,
    work: {
      stage: "waiting",
      situation: "waiting",
      holder: null,
      steps: 0,
      due: {
        kind: "take",
        since: new Date(raised).toISOString(),
        at: new Date(raised + { urgent: 3, high: 15, normal: 120, notice: 1440 }[at] * 60_000).toISOString(),
      },
    },
  };
}

export function detailOf(row: WarningRow): WarningDetail {
  const rest = REASONS.filter((one) => one.signal !== row.top_reason?.signal).slice(0, row.level === "notice" ? 1 : 3);
  const top = REASONS.find((one) => one.signal === row.top_reason?.signal);
  return {
    ...row,
    reasons: top ? [top, ...rest] : rest,
    versions: { linewarden: "0.1.0", rules: "2026.11.1" },
    callers: row.callers_masked.map((masked) =>
      masked.startsWith("+")
        ? { masked, place: { country: "KH", province: null, city: null }, kind: "foreign" }
        : { masked, place: { country: "CN", province: "广东", city: "深圳" }, kind: "virtual" },
    ),
    acts: [],
    script: [],
    texts: [],
    missed: [],
  };
}

export function recordsOf(row: WarningRow): RecordRow[] {
  const ids = [...new Set(detailOf(row).reasons.flatMap((one) => one.record_ids))];
  return ids.map((record_id, n) => ({
    record_id,
    setup_at: new Date(Date.parse(row.raised_at) - n * 96_000).toISOString(),
    talk_ms: n % 3 === 2 ? 0 : 12_000 + n * 47_000,
    cli_masked: row.callers_masked[n % row.callers_masked.length] ?? "",
    called_masked: row.called_masked,
    route: n % 4 === 0 ? "domestic" : "international",
    source: row.source,
    trunk_in: `GW-INTL-0${(n % 3) + 1}`,
    source_ip: `198.51.100.${(n * 37) % 255}`,
  }));
}

/** Three feeds at a moment: one of signalling, one of files, one refused. */
function silent(signal: string, name: string, text_zh: string, text_en: string, missing: string[]): SilentRowView {
  return { signal, name, text_zh, text_en, missing };
}

const NO_HANDSET = [
  silent("S17", "bad_imei", "终端串号（IMEI）校验位错误，系伪造", "The handset's IMEI has a wrong check digit", [
    "imei",
  ]),
  silent("S17", "two_sites", "同一终端串号在两个小区同时通话", "One IMEI is in two calls at once", ["imei", "cell"]),
];
const NO_SIP = [
  silent("S33", "scanner", "呼叫由扫描盗打工具发出", "The call was made by a tool that searches for lines", [
    "user_agent",
  ]),
];

export function feedsAt(now: number, secondsUp: number): FeedCardView[] {
  const seconds = Math.floor(secondsUp);
  const basis = {
    basis_id: "DEMO-2026-1",
    kind: "training" as const,
    document: "演练数据 2026-01 号",
    issuer: "常州市反诈中心（演练）",
    valid_until: new Date(now + 39 * 86_400_000).toISOString(),
    is_synthetic: true,
  };
  const received = 1_284_003 + seconds * 742;
  return [
    {
      name: "hep-softswitch",
      kind: "hep",
      basis,
      received,
      stored: received - 3_412 - 918,
      rejected: 3_412,
      duplicates: 918,
      calls: 214_880 + seconds * 120,
      waiting: 12,
      late: 41,
      active_calls: 1_904 + Math.round(60 * Math.sin(seconds / 9)),
      rate_per_s: 742 + Math.round(120 * Math.sin(seconds / 7) + 60 * Math.sin(seconds / 2.3)),
      last_arrival_at: new Date(now - 40).toISOString(),
      lag_ms: 18,
      warned_p50_ms: 46.2,
      warned_p99_ms: 88.4,
      told_calls: 214_880,
      voices: { rows: 38, silent: NO_HANDSET },
      coverage: {
        cli: 0.998,
        called: 1,
        setup_at: 1,
        answered_at: 0.61,
        ended_at: 0.97,
        route: 0.93,
        trunk_in: 0.88,
        source_ip: 1,
        user_agent: 0.99,
        codec: 0.62,
        cell: 0,
        imei: 0,
        release_cause: 0.97,
      },
      state: "ok",
      problem: null,
    },
    {
      name: "mobile-cdr",
      kind: "files",
      basis: {
        ...basis,
        basis_id: "CZ-2026-017",
        kind: "cooperation",
        document: "常公反诈〔2026〕17 号",
        issuer: "常州市公安局",
        valid_until: new Date(now + 12 * 86_400_000).toISOString(),
        is_synthetic: false,
      },
      received: 88_412_907,
      stored: 88_401_114,
      rejected: 1_209,
      duplicates: 10_584,
      calls: 88_401_114,
      waiting: 0,
      late: 2_310,
      active_calls: 0,
      rate_per_s: 0,
      last_arrival_at: new Date(now - 1_260_000).toISOString(),
      lag_ms: 4_210,
      warned_p50_ms: 812,
      warned_p99_ms: 4_870,
      told_calls: 3_400_000,
      voices: { rows: 38, silent: NO_SIP },
      coverage: {
        cli: 1,
        called: 1,
        setup_at: 1,
        answered_at: 0.72,
        ended_at: 1,
        cell: 0.94,
        imei: 0.91,
        imsi: 0.99,
        roaming: 0.12,
      },
      state: "quiet",
      problem: null,
    },
    {
      name: "unicom-cdr",
      kind: "files",
      basis: null,
      received: 0,
      stored: 0,
      rejected: 0,
      duplicates: 0,
      calls: 0,
      waiting: 0,
      late: 0,
      active_calls: 0,
      rate_per_s: 0,
      last_arrival_at: null,
      lag_ms: null,
      warned_p50_ms: null,
      warned_p99_ms: null,
      told_calls: 0,
      voices: null,
      coverage: {},
      state: "refused",
      problem: "feed 'unicom-cdr' names no legal basis: add basis_id to its settings, or stop the feed",
    },
  ];
}
