/** Why a row was refused, by the stable code of the reason. A code that is not here shows the server's own English sentence. */
import type { Language } from "@/lib/remembered";

const WORDS: Record<string, readonly [zh: string, en: string]> = {
  oversized: ["整行或某个字段过长，不可能是话单", "Longer than any call record"],
  nul_byte: ["含有 NUL 字节", "Holds NUL bytes"],
  unclosed_quote: ["引号未闭合", "A quoted field is never closed"],
  truncated: ["内容不完整，中途截断", "Breaks off before its end"],
  too_few_fields: ["字段数少于规定格式", "Fewer fields than the layout"],
  too_many_fields: ["字段数多于规定格式", "More fields than the layout"],
  missing: ["缺少必填内容", "Needed, and nothing stands there"],
  not_a_time: ["无法识别的时间", "Not a time that the map can read"],
  time_out_of_range: ["时间早于 1990 年或晚于 2100 年", "Before 1990 or after 2100"],
  time_ahead: [
    "时间比文件到达晚一小时以上，请核对数据源时区",
    "Over an hour after arrival: check the feed's time zone",
  ],
  not_a_duration: ["无法识别的时长", "Not a duration"],
  duration_too_long: ["通话时长超过七天", "No call lasts over seven days"],
  unknown_direction: ["无法判断主叫还是被叫", "Does not say whether calling or called"],
  number_eaten: [
    "号码已被电子表格取整，请按文本导出该列",
    "A spreadsheet rounded this number; export the column as text",
  ],
  answered_before_setup: ["应答早于呼叫开始", "Answered before it was set up"],
  ended_before_answer: ["结束早于呼叫开始或应答", "Ended before setup or answer"],
  more: ["另有更多行被拒收", "More rows were refused"],
  overload: ["超出接收能力，该报文未读取", "More arrived than could be taken in"],
  no_legal_basis: ["法律依据当前无效，未接收数据", "The legal basis is not valid now"],
  not_hep: ["不是 HEP 报文", "Not a HEP packet"],
  bad_auth_key: ["认证密钥不符", "The key is not the one required"],
  bad_time: ["时间戳不合法", "Not a valid time stamp"],
  bad_frame: ["数据流中有不属于 HEP3 报文的字节", "Bytes that belong to no HEP3 packet"],
  bad_hep_length: ["HEP 长度与实际不符", "HEP length differs from the packet"],
  bad_chunk_length: ["HEP 数据块长度不合法", "A HEP chunk has an impossible length"],
  missing_chunk: ["缺少必需的 HEP 数据块", "A necessary HEP chunk is missing"],
  bad_family: ["IP 地址族不合法", "Unknown IP family"],
  bad_compression: ["压缩内容无法解开", "Compressed payload cannot be unpacked"],
  payload_too_big: ["解压后内容过大", "Payload too big when unpacked"],
  not_sip_protocol: ["不是 SIP 类型的 HEP 报文", "HEP packet of another protocol than SIP"],
  clock_ahead: ["采集端时钟超前", "The agent's clock is ahead"],
  keep_alive: ["保活报文，不含消息", "A keep-alive, no message"],
  not_sip: ["不是 SIP 消息", "Not a SIP message"],
  too_many_headers: ["SIP 头部过多", "Too many SIP headers"],
  missing_header: ["缺少必需的 SIP 头部", "A necessary SIP header is missing"],
  bad_status: ["SIP 状态码不合法", "Not a SIP status"],
  bad_method: ["SIP 方法不合法", "Not a SIP method"],
  bad_cseq: ["CSeq 不合法", "CSeq is not valid"],
  bad_content_length: ["Content-Length 不合法", "Content-Length is not valid"],
  bad_call_id: ["Call-ID 不合法", "Call-ID is not valid"],
  bad_address: ["SIP 地址不合法", "A SIP address is not valid"],
};

/** The reason in the language on screen; null for a code without translation. */
export function rejectWord(code: string, language: Language): string | null {
  const words = WORDS[code];
  return words ? words[language === "en" ? 1 : 0] : null;
}
