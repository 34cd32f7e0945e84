/** What a token may carry, in words. */
import type { Can } from "@/api/schema";

const WORDS = {
  "warnings.read": "warnings",
  "records.search": "records",
  "feeds.read": "feeds",
  "rules.read": "rules",
} as const;

export type ScopeWord = (typeof WORDS)[keyof typeof WORDS];

export function scopeWord(scope: Can): ScopeWord | null {
  return scope in WORDS ? WORDS[scope as keyof typeof WORDS] : null;
}
