/** The parts of an entry's detail as text, in their order; whatever is no JSON object stands as it is. */
export function detailOf(json: string): readonly (readonly [name: string, value: string])[] {
  try {
    const told: unknown = JSON.parse(json);
    if (typeof told !== "object" || told === null) return [["", json]];
    return Object.entries(told).map(([name, value]) => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
  } catch {
    return [["", json]];
  }
}
