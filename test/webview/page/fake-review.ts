/** Reviewing in the library of arithmetic: what there is to review, rejecting, and taking the last decision back. */
import type { ReviewList } from "../../../src/shared/review.ts";
import type { FakeImage, FakeLibrary } from "./fake-library.ts";

/** How images were before each decision, the last one at the end. */
const earlier = new Map<string, FakeImage[]>();

/** Keeps how an image is before it is changed. */
export function beforeDecision(library: FakeLibrary, id: string): void {
  const image = library.byId(id);
  if (image) earlier.set(id, [...(earlier.get(id) ?? []), structuredClone(image)]);
}

export function rejectImage(library: FakeLibrary, id: string): void {
  beforeDecision(library, id);
  const image = library.byId(id);
  if (!image) return;
  const { former } = image;
  Object.assign(image, former ?? { description: "", tags: [], text: "", alt: "", sources: {}, state: "untagged" });
  if (former) image.reviewedAt = "2026-05-05T08:00:00Z";
  delete image.former;
}

export function takeImageBack(library: FakeLibrary, id: string): void {
  const image = library.byId(id);
  const before = earlier.get(id)?.pop();
  if (!image || !before) return;
  delete image.reviewedAt;
  Object.assign(image, before);
}

export function imagesToReview(library: FakeLibrary, ids: readonly string[], areNamed: boolean): ReviewList {
  const described = ids.filter((id) => ["tagged", "edited"].includes(library.byId(id)?.state ?? ""));
  const wanted = described.filter((id) => areNamed || library.byId(id)?.reviewedAt === undefined);
  return { ids: wanted, isCut: false, reviewed: described.length - wanted.length };
}
