/** Checks what a view asks about editing many images. */
import type { BatchEdit, TagRename, WordsReplaced } from "../../../shared/batch.ts";
import { fields, limits, text, texts } from "./requests.ts";

/** Tags are compared with those of every image: more at once is no edit of a person. */
const mostRenames = 200;

/** What is to change, field by field; what is empty is left out. */
export function batchEdit(value: unknown): BatchEdit {
  const edit = fields(value);
  const tags = (name: "addTags" | "removeTags"): Pick<BatchEdit, typeof name> =>
    edit[name] === undefined ? {} : { [name]: texts(edit[name], name, limits.tags, limits.tagCharacters) };
  return {
    ...tags("addTags"),
    ...tags("removeTags"),
    ...(edit["renameTags"] === undefined ? {} : { renameTags: renames(edit["renameTags"]) }),
    ...(edit["replace"] === undefined ? {} : { replace: replaced(edit["replace"]) }),
  };
}

function renames(value: unknown): readonly TagRename[] {
  return (Array.isArray(value) ? value.slice(0, mostRenames) : []).map((entry: unknown) => {
    const { from, to } = fields(entry);
    return { from: text(from, "from", limits.tagCharacters), to: text(to, "to", limits.tagCharacters) };
  });
}

function replaced(value: unknown): WordsReplaced {
  const { find, by, matchCase, wholeWord } = fields(value);
  return {
    find: text(find, "find", limits.searchCharacters),
    by: text(by, "by", limits.searchCharacters),
    matchCase: matchCase === true,
    ...(wholeWord === true ? { wholeWord } : {}),
  };
}
