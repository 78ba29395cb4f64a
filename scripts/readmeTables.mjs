/** Writes the tables of commands, settings and keys in README.md from package.json: `node scripts/readmeTables.mjs`. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./run.mjs";

const read = (file) => readFileSync(path.join(root, file), "utf8");

/** What each command does, for a reader; a command without its sentence is an error. */
const help = {
  tagFolder:
    "Asks for a workspace folder, one of its image folders, or any folder on the system, and tags what is new, changed or unfinished.",
  tagImage: "Tags the selected or open image.",
  tagUntagged: "Tags every image of the library that is new, changed or unfinished.",
  tagAgain: "Does all steps again for the selected images; what you wrote yourself stays.",
  tagStale:
    "Tags again what was made with another engine, model, prompt or vocabulary than is set now; what you wrote yourself stays.",
  stopTagging: "Ends the request in flight within a second; what is complete is kept.",
  stopVectors: "Ends the making of vectors for search by meaning; what is made is kept, and the next tagging goes on.",
  makeVectors: "Goes on with it at once; also after a failure.",
  resumeTagging: "Goes on at the missing step.",
  retryFailed: "Tries the failed images again.",
  clearQueue: "Forgets what waits; nothing that is stored is touched.",
  tagFirst: "Brings an image that waits to the front of the queue.",
  removeFromQueue: "Takes an image out of the queue.",
  copyFailures: "Copies the failures as a table: path, reason, message.",
  clearHistory: "Forgets what the Queue view lists as failed and done; no record is touched.",
  refresh: "Looks at the folders again.",
  searchImages: "Finds images by what is in them, from the keyboard.",
  insertImage: "Finds an image and inserts it at the cursor, with its alt text.",
  openLibrary: "Opens the grid of all images.",
  openInLibrary: "Opens this image or folder in the grid.",
  showFailures: "Shows the failed images, each with its reason.",
  rebuildCatalog: "Makes the search index anew from the record files and keeps its vectors; can be called off.",
  removeMissingRecords:
    "Counts the records whose images are gone, asks, and removes them; nothing goes without your yes.",
  writeMetadata:
    "Writes descriptions, tags and alt text of a folder, or of the whole library, into the image files or into sidecars beside them.",
  showTag: "Shows the images that carry a tag of the Tags view.",
  renameTag: "Renames tags of the Tags view in all images, or merges them into one.",
  deleteTag: "Takes tags of the Tags view from all images.",
  copyTag: "Copies tags of the Tags view.",
  findSimilarTags:
    "Lists tags that may mean the same as a tag of the Tags view (other spellings, plurals, slips, the same images), to merge or to show; without a tag it lists all such groups.",
  addTagToVocabulary: "Adds tags of the Tags view to the folder's tag vocabulary; what you wrote in the file stays.",
  excludeFolder: "Leaves a folder of the Folders view out of the library; its records stay on the disk.",
  includeFolders: "Lists what is excluded, and takes it in again.",
  revealFolder: "Shows a folder of the Folders view in the Explorer, or in the system's file manager.",
  sortTagsByName: "Puts the Tags view in the order of names.",
  sortTagsByCount: "Puts the most used tags first.",
  editSelection:
    "Adds, removes or replaces tags, or words in descriptions, of all selected images, or of a folder's, in a dialog of the library that shows beforehand what changes.",
  reviewImages:
    "Goes through the images shown in the library, through a folder or the chosen ones: before and after, to accept, reject or edit each by keys.",
  undoEdit: "Takes the last edit back, of one image or of many; what was changed since stays.",
  redoEdit: "Does again what was undone last.",
  writeMetadataSelection: "The same for the selected or open images.",
  previewMetadata: "Shows as a table what writing would change; nothing is written.",
  removeWrittenMetadata: "Takes back what was written, and nothing else.",
  chooseEngine: "Lists what can look at your images, with size, speed and verdicts of tests; gets and tests models.",
  setAccessKey:
    "Keeps the password of a model server behind a proxy, or the key of an OpenAI-compatible one, in the system's key store.",
  forgetConsents: "Asks again before images are sent to another computer.",
  openVocabulary:
    "Opens the folder's list of tag words, `.vscode/image-tags.json`, and begins one where there is none.",
  showLog: "Opens the extension's log.",
  doctor:
    "Checks program, settings, engines, pictures, catalog, records, folders, disks and network, and lists what it finds, faults first, each with its remedy.",
  copySupportReport: "Copies a report for others: verdicts and numbers, no names, hosts, keys, prompts or tags.",
  browseFolder: "Adds a folder outside the workspace to the library.",
  addBookmark: "Bookmarks a folder or an image.",
  bookmarkSearch: "Bookmarks a search.",
  renameBookmark: "Gives a bookmark another name.",
  removeBookmark: "Takes a bookmark away.",
  moveBookmarkUp: "Moves bookmarks or groups up.",
  moveBookmarkDown: "Moves bookmarks or groups down.",
  newBookmarkGroup: "Makes a group for bookmarks.",
  moveToBookmarkGroup: "Puts bookmarks into a group.",
  exportBookmarks: "Writes all bookmarks and groups into a JSON file.",
  importBookmarks: "Adds the bookmarks of such a file; those that are there stay as they are.",
  clearRecentSearches: "Forgets the searches that were made.",
  copyPath: "Copies the path of the image.",
  quickSearch: "Finds an image while you type, from anywhere, and opens, inserts or copies it.",
  copyMarkdown: "Copies the image as Markdown, with its alt text.",
  findSimilar: "Shows the images that are like one, the nearest first.",
  findNearDuplicates: "Shows the pictures that are there more than once, copies side by side, and what they differ in.",
  revealImage: "Shows the image in the Explorer.",
  openImage: "Opens the image file.",
  showMenu: "What the status bar's item offers.",
};

/** The sentence of a command. */
function helpOf(command) {
  const sentence = help[command.replace("imageTagger.", "")];
  if (!sentence) throw new Error(`scripts/readmeTables.mjs has no sentence for ${command}.`);
  return sentence;
}

/** The README as it must stand: everything between the markers of a table made anew. */
export function withTables(readme) {
  const { contributes } = JSON.parse(read("package.json"));
  const sentences = JSON.parse(read("package.nls.json"));
  const said = (text) => String(text).replace(/^%(.+)%$/, (whole, key) => sentences[key] ?? whole);
  const tables = {
    commands: table(
      ["Command", "What it does"],
      contributes.commands
        .filter(({ command }) => !isHidden(contributes, command))
        .map(({ command, title }) => [`**${said(title)}**`, helpOf(command)]),
    ),
    settings: table(
      ["Setting", "Default", "What it does"],
      Object.entries(contributes.configuration.properties).map(
        ([name, { default: value, markdownDescription, description }]) => [
          `\`${name}\``,
          `\`${JSON.stringify(value)}\``,
          said(markdownDescription ?? description),
        ],
      ),
    ),
    keys: table(
      ["Key", "On macOS", "Command"],
      contributes.keybindings.map(({ key, mac, command }) => {
        const { title } = contributes.commands.find((one) => one.command === command);
        return [`\`${key}\``, `\`${mac ?? key}\``, said(title)];
      }),
    ),
  };
  return Object.entries(tables).reduce(
    (text, [name, rows]) =>
      text.replace(
        new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`),
        (_whole, begin, end) => `${begin}\n${rows}\n\n${end}`,
      ),
    readme,
  );
}

/** Commands that no palette ever shows are there for menus and buttons. */
function isHidden(contributes, command) {
  return contributes.menus.commandPalette?.some((item) => item.command === command && item.when === "false");
}

function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

if (process.argv[1] === import.meta.filename)
  writeFileSync(path.join(root, "README.md"), withTables(read("README.md")));
