/** What failed writings have in common: where all failed of the same, one sentence says it, and a number alone would not. */
import type { FailureData } from "../../../shared/failures.ts";

/** The failure of all that failed, such as a missing Perl; undefined where none did, or they failed of different things. */
export function sharedFailure(outcomes: readonly { readonly failure?: FailureData }[]): FailureData | undefined {
  const failures = outcomes.flatMap(({ failure }) => failure ?? []);
  const [first] = failures;
  return failures.every(({ message }) => message === first?.message) ? first : undefined;
}
