/** Why somebody looks at a person's data. */

export const SHORTEST_PURPOSE = 4; // characters, as the server asks

export function isPurpose(text: string): boolean {
  return [...text.trim()].length >= SHORTEST_PURPOSE;
}
