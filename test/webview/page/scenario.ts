/** What a test may set about the fake host before the page starts; it travels in the page's address. */
import type { FailureData } from "../../../src/shared/failures.ts";
import type { QueueStatus } from "../../../src/shared/model.ts";
import type { EngineStatus, FacetGroup, KnownSearch, SearchNotes, ShowRequest } from "../../../src/shared/protocol.ts";
import type { Strings } from "../../../src/shared/strings.ts";
import type { ImageUses } from "../../../src/shared/uses.ts";

export interface Scenario {
  readonly total?: number;
  readonly folderSize?: number;
  readonly trusted?: boolean;
  readonly hasFolders?: boolean;
  readonly scanning?: boolean;
  readonly queue?: QueueStatus;
  readonly engine?: EngineStatus;
  readonly notes?: SearchNotes;
  readonly show?: ShowRequest;
  readonly strings?: Partial<Strings>;
  /** Methods that fail, with what they say. */
  readonly failing?: Readonly<Record<string, FailureData>>;
  /** Milliseconds before a method answers. */
  readonly delays?: Readonly<Record<string, number>>;
  /** Images with another name, description and tags. */
  readonly hostile?: readonly { readonly index: number; readonly name: string; readonly words: string }[];
  /** Stands in everything else that is foreign: names of folders and models, facts, failures, proposed tags. */
  readonly foreign?: string;
  /** Images whose records another engine, model, prompt or vocabulary would write now. */
  readonly stale?: readonly number[];
  /** Images whose model may not have seen them. */
  readonly doubted?: readonly number[];
  /** What the images of every query can be narrowed by. */
  readonly facets?: readonly FacetGroup[];
  readonly searches?: readonly KnownSearch[];
  /** How many results of every search are said to be far weaker than the best. */
  readonly weakHits?: number;
  /** Where every image is used. */
  readonly uses?: ImageUses;
  /** Images whose files are gone. */
  readonly missing?: readonly number[];
  /** How many pictures are said to be there three times. */
  readonly copied?: number;
  readonly state?: unknown;
}

/** A call as the fake host saw it. */
export interface SeenCall {
  readonly method: string;
  readonly request: unknown;
  isAborted: boolean;
  isAnswered: boolean;
}
