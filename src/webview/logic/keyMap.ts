/** Every key of the library panel and what it does, as the view tells it; whoever adds a key adds it here. */
import type { StringKey } from "../../shared/strings.ts";
import { t } from "./texts.ts";

/** Keys pressed together, in the order in which they are said; `Mod` is Ctrl, and Cmd on a Mac. */
type Combination = string;

/** A part of the view with its keys: several combinations for one meaning are alternatives. */
export interface KeyGroup {
  readonly title: StringKey;
  readonly keys: readonly (readonly [combinations: readonly Combination[], meaning: StringKey])[];
}

export const keyGroups: readonly KeyGroup[] = [
  {
    title: "keysMoving",
    keys: [
      [["←", "→", "↑", "↓"], "keyArrows"],
      [["Home", "End"], "keyEnds"],
      [["PageUp", "PageDown"], "keyPages"],
      [["Mod+F"], "keyFind"],
      [["Tab", "Shift+Tab"], "keyTab"],
    ],
  },
  {
    title: "keysSelecting",
    keys: [
      [["Space", "Mod+Space"], "keyToggle"],
      [["Shift+←", "Shift+→", "Shift+↑", "Shift+↓"], "keyExtend"],
      [["Mod+A"], "keySelectAll"],
      [["Mod+Shift+A"], "keyInvert"],
      [["Escape"], "keyClear"],
    ],
  },
  {
    title: "keysActing",
    keys: [
      [["Enter"], "keyOpen"],
      [["F2"], "keyBatch"],
      [["Mod+Z"], "keyUndo"],
      [["Mod+Shift+Z", "Mod+Y"], "keyRedo"],
      [["F7"], "keyReview"],
      [["Shift+F10", "Menu"], "keyMenu"],
      [["?"], "keyHelp"],
    ],
  },
  {
    title: "keysSearching",
    keys: [
      [["Enter"], "keySearch"],
      [["Alt+↓", "Mod+Space"], "keySuggest"],
      [["↓"], "keyToResults"],
      [["Escape"], "keySearchClear"],
    ],
  },
  {
    title: "keysImage",
    keys: [
      [["←", "→"], "keyNeighbours"],
      [["+", "-"], "keyZoom"],
      [["0", "1"], "keyFit"],
      [["Mod+S"], "keySave"],
      [["Escape"], "keyClose"],
    ],
  },
  {
    title: "keysReview",
    keys: [
      [["A", "Mod+Enter"], "keyReviewAccept"],
      [["R"], "keyReviewReject"],
      [["E"], "keyReviewEdit"],
      [["←", "→"], "keyReviewGo"],
      [["U", "Mod+Z"], "keyReviewUndo"],
      [["Escape"], "keyReviewEnd"],
    ],
  },
];

const isMac = (): boolean => typeof navigator !== "undefined" && /Mac/u.test(navigator.userAgent);

const names: Readonly<Record<string, StringKey>> = {
  Space: "keyNameSpace",
  Shift: "keyNameShift",
  Escape: "keyNameEscape",
  Enter: "keyNameEnter",
  Home: "keyNameHome",
  End: "keyNameEnd",
  PageUp: "keyNamePageUp",
  PageDown: "keyNamePageDown",
  Menu: "keyNameMenu",
};

/** The combination as it is written on this system's keyboards. */
export function keyNames(combination: Combination, onMac = isMac()): string {
  if (combination === "+") return "+";
  const said = combination.split("+").map((key) => {
    if (key === "Mod") return onMac ? "⌘" : t("keyNameCtrl");
    const name = names[key];
    return name === undefined ? key : t(name);
  });
  return said.join("+");
}
