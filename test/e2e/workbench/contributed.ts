/** What package.json says a person finds where: titles of commands, and the entries of each menu in the order in which they are shown. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { projectFolder } from "./suiteBundle.ts";

/** The keys that a condition of a menu asks for; one that is not named is not set. */
type MenuContext = Readonly<Record<string, string | boolean | number>>;

interface MenuEntry {
  readonly command?: string;
  readonly submenu?: string;
  readonly group?: string;
  readonly when?: string;
}

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category?: string }[];
    readonly menus: Readonly<Record<string, readonly MenuEntry[]>>;
    readonly keybindings: readonly { readonly key: string }[];
    readonly submenus: readonly { readonly id: string; readonly label: string }[];
  };
}

const read = (name: string): unknown => JSON.parse(readFileSync(path.join(projectFolder, name), "utf8"));
const { contributes } = read("package.json") as Manifest;
const texts = read("package.nls.json") as Readonly<Record<string, string>>;
const spoken = (text: string): string => text.replace(/^%(.+)%$/u, (whole, key: string) => texts[key] ?? whole);

/** The ids of all commands. */
export const commandIds: readonly string[] = contributes.commands.map(({ command }) => command);

/** The keys of commands, as they are on Linux. */
export const keys: readonly string[] = contributes.keybindings.map(({ key }) => key);

/** The places of menus with their entries. */
export const menus: Readonly<Record<string, readonly MenuEntry[]>> = contributes.menus;

/** How menus name a command or a submenu. */
export function titleOf(id: string): string {
  const command = contributes.commands.find((each) => each.command === id);
  const label = command?.title ?? contributes.submenus.find((each) => each.id === id)?.label;
  if (label === undefined) throw new Error(`package.json has no command and no submenu ${id}.`);
  return spoken(label);
}

/** How the Command Palette names a command. */
export const paletteTitle = (id: string): string => `Image Tagger: ${titleOf(id)}`;

/** All that the extension's entries are called in menus: what else stands there is the workbench's own. */
export const ownTitles: ReadonlySet<string> = new Set(
  [...commandIds, ...contributes.submenus.map(({ id }) => id)].map((id) => titleOf(id)),
);

/** What holds in all workbenches of the tests whose images are tagged and where nothing is under way. */
const restingWorkbench: MenuContext = {
  isWorkspaceTrusted: true,
  resourceScheme: "file",
  "imageTagger.hasFolders": true,
  "imageTagger.hasImages": true,
  "imageTagger.isScanned": true,
  "imageTagger.hasHistory": true,
};

/** The entries of a menu that are shown under these conditions, in their order. */
export function entriesOf(place: string, context: MenuContext, part: "inline" | "menu" = "menu"): readonly MenuEntry[] {
  const known = { ...restingWorkbench, ...context };
  return (menus[place] ?? [])
    .filter(({ group = "" }) => isInline(place, group) === (part === "inline"))
    .filter(({ when }) => when === undefined || holds(when, known))
    .toSorted((a, b) => groupOf(a).localeCompare(groupOf(b)) || orderOf(a) - orderOf(b));
}

/** The id of what an entry leads to. */
export const idOf = ({ command, submenu }: MenuEntry): string => command ?? submenu ?? "";

/** Actions that stand on a row or a title by themselves, not in a list that opens. */
const isInline = (place: string, group: string): boolean =>
  place === "view/title" ? group.startsWith("navigation") : group.startsWith("inline");
const groupOf = ({ group = "" }: MenuEntry): string => group.split("@")[0] ?? "";
const orderOf = ({ group = "" }: MenuEntry): number => Number(group.split("@")[1] ?? 0);

/** Whether a condition holds: `||` of `&&` of comparisons, negations and parentheses, as package.json uses them. */
function holds(when: string, context: MenuContext): boolean {
  const pattern = /\s*(\/(?:\\.|[^/])+\/i?|'[^']*'|&&|\|\||==|=~|!=|!|[()]|[^\s()!=&|]+)/gu;
  const tokens = [...when.matchAll(pattern)].map(([, token = ""]) => token);
  const take = (): string => tokens.shift() ?? "";
  const either = (): boolean => {
    let value = both();
    for (; tokens[0] === "||"; value = both() || value) take();
    return value;
  };
  const both = (): boolean => {
    let value = one();
    for (; tokens[0] === "&&"; value = one() && value) take();
    return value;
  };
  const one = (): boolean => {
    const token = take();
    if (token === "!") return !one();
    if (token === "false") return false;
    if (token === "(") {
      const value = either();
      take();
      return value;
    }
    const known = context[token] ?? false;
    if (tokens[0] === "=~") {
      take();
      const [, source = "", flags = ""] = /^\/(.*)\/(i?)$/u.exec(take()) ?? [];
      return new RegExp(source, flags).test(String(known));
    }
    if (tokens[0] !== "==" && tokens[0] !== "!=") return known !== false && known !== "";
    const isEqual = take() === "==";
    return (String(known) === take().replace(/^'(.*)'$/u, "$1")) === isEqual;
  };
  return either();
}
