import { findKind, type Kind, kinds, nearestKind } from "../../lib/config/kinds.ts";
import { Failure } from "../../lib/failure.ts";

/**
 * Finds the kind of component that an argument names.
 *
 * @param word The kind in the singular or the plural.
 * @returns The kind.
 * @throws {Failure} If there is no such kind.
 */
export function kindNamed(word: string): Kind {
  const kind = findKind(word);
  if (kind !== undefined) return kind;
  const near = nearestKind(word);
  const question = near ? `; did you mean \`${near}\`?` : "";
  throw new Failure(
    `Expected a kind of component, one of ${kinds.join(", ")}; found "${word}"${question}`,
    2,
  );
}
