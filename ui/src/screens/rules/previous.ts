/** Which version a roll-back leads to when nobody names one. */
import type { VersionRow } from "@/api/schema";

/**
 * The one before the text that is in force, null when there is none: after a roll-back it is the one before the version that was
 * gone back to, never the one that was got rid of. Versions with the same text are passed over.
 */
export function previousOf(versions: readonly VersionRow[]): VersionRow | null {
  const at = (serial: number) => versions.find((version) => version.serial === serial);
  const inForce = versions.find((version) => version.is_in_force);
  let here = inForce;
  while (here && here.serial > 0) {
    here = at(here.rolled_back_to ?? here.serial - 1);
    if (here && here.digest !== inForce?.digest) return here;
  }
  return null;
}
