/** Names of the signals that rules belong to; the keys are those of the signal catalogue. */
import type { Language } from "@/lib/remembered";

const NAMES: Record<string, readonly [chinese: string, english: string]> = {
  S1: ["高频外呼", "Burst calling"],
  S2: ["呼叫计数异常", "Counters out of bounds"],
  S3: ["多时间窗触发", "Several windows at once"],
  S4: ["首次出现的去向", "New destinations"],
  S6: ["响一声即挂", "One-ring calls"],
  S8: ["按号段顺序拨打", "Number walking"],
  S9: ["有去无回的主叫", "Dead-end caller"],
  S10: ["境外来话显示境内号码", "Domestic number from abroad"],
  S11: ["主叫号码不合规", "Malformed number"],
  S12: ["形似公共号码", "Look-alike of a public line"],
  S13: ["国别与地区激增", "Surge from a country to an area"],
  S14: ["位置不动、只打不接", "Static and one-way"],
  S15: ["SIM 盒特征", "SIM-box habits"],
  S17: ["终端串号异常", "Device identity"],
  S18: ["成组同步开关机", "Numbers woken together"],
  S21: ["新号码", "Young number"],
  S22: ["换号不换人", "Rotation of numbers"],
  S23: ["号码被冒用", "Number being spoofed"],
  S26: ["长时间或反复通话", "Dwell"],
  S27: ["连环接触", "Chain of contacts"],
  S28: ["拒绝劝阻", "Out of the advisers' reach"],
  S29: ["成批目标被呼叫", "Members of a list called"],
  S33: ["SIP 信令异常", "SIP oddities"],
  S34: ["号码签名验证", "Signature of the number"],
};

/** The signal's name; "" for one that has none here. */
export function signalName(signal: string, language: Language): string {
  const name = NAMES[signal];
  return name ? name[language === "en" ? 1 : 0] : "";
}
