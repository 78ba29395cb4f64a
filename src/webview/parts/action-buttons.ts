/** Buttons for what can be done with images; the same set wherever images are shown. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../logic/texts.ts";
import type { ImageAction } from "../../shared/protocol.ts";
import type { StringKey } from "../../shared/strings.ts";
import "./code-icon.ts";
import type { IconName } from "./icons.ts";

interface ActionLook {
  readonly icon: IconName;
  readonly label: StringKey;
  readonly title: StringKey;
  /** Restricted Mode refuses it. */
  readonly needsTrust: boolean;
}

const looks: Readonly<Record<ImageAction, ActionLook>> = {
  tag: { icon: "tag", label: "actionTag", title: "actionTag", needsTrust: true },
  tagAgain: { icon: "tagAgain", label: "actionTagAgain", title: "actionTagAgain", needsTrust: true },
  tagFirst: { icon: "first", label: "actionTagFirst", title: "actionTagFirst", needsTrust: true },
  insert: { icon: "insert", label: "actionInsert", title: "actionInsertTitle", needsTrust: false },
  copyPath: { icon: "copy", label: "actionCopyPath", title: "actionCopyPath", needsTrust: false },
  copyMarkdown: { icon: "markdown", label: "actionCopyMarkdown", title: "actionCopyMarkdown", needsTrust: false },
  reveal: { icon: "reveal", label: "actionReveal", title: "actionRevealTitle", needsTrust: false },
  open: { icon: "openFile", label: "actionOpen", title: "actionOpen", needsTrust: false },
  bookmark: { icon: "bookmark", label: "actionBookmark", title: "actionBookmark", needsTrust: false },
  findSimilar: { icon: "similar", label: "actionFindSimilar", title: "actionFindSimilar", needsTrust: false },
  writeMetadata: { icon: "save", label: "actionWriteMetadata", title: "actionWriteMetadataTitle", needsTrust: true },
  edit: { icon: "edit", label: "actionEdit", title: "actionEditTitle", needsTrust: true },
  openInLibrary: { icon: "library", label: "openInLibrary", title: "openInLibrary", needsTrust: false },
};

/** Buttons for these actions; `iconsOnly` where there is no room for words, which then stand in the label. */
export function renderActions(
  actions: readonly ImageAction[],
  isTrusted: boolean,
  iconsOnly: boolean,
  run: (action: ImageAction) => void,
): readonly (TemplateResult | typeof nothing)[] {
  return actions.map((action) => {
    const { icon, label, title, needsTrust } = looks[action];
    if (needsTrust && !isTrusted) return nothing;
    return html`<button
      class=${iconsOnly ? "icon" : "plain"}
      title=${t(title)}
      aria-label=${iconsOnly ? t(title) : nothing}
      @click=${() => run(action)}
    >
      <code-icon name=${icon}></code-icon>${iconsOnly ? nothing : t(label)}
    </button>`;
  });
}
