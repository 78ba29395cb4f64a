/** Writes the licence texts of everything that a release carries. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { root } from "./run.mjs";

const licenceFile = /^(licen[cs]e|copying|notice|third-party-notice)/i;

/** Name, version, licence and the texts of one package folder. */
function packageNotice(folder) {
  const manifest = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  const licence = manifest.license ?? manifest.licenses?.map(({ type }) => type).join(" or ");
  const texts = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && licenceFile.test(entry.name))
    .map((entry) => readFileSync(path.join(folder, entry.name), "utf8").trim());
  const head = `${manifest.name} ${manifest.version} (${licence ?? "licence not named in its package.json"})`;
  return { name: manifest.name, text: [`${head}\n${"-".repeat(head.length)}`, ...texts].join("\n\n") };
}

/** The folders of all packages below this node_modules folder. */
function packageFolders(modules) {
  return readdirSync(modules, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .flatMap(({ name }) => {
      const folder = path.join(modules, name);
      if (name.startsWith("@")) return readdirSync(folder).map((inner) => path.join(folder, inner));
      return [folder];
    })
    .filter((folder) => existsSync(path.join(folder, "package.json")));
}

/** One text with the notices of the bundled packages, of the staged ones, and of the icon font. */
export function notices(stagedModules) {
  const bundled = JSON.parse(readFileSync(path.join(root, "out/bundledPackages.json"), "utf8"));
  const folders = [
    ...bundled.map((folder) => path.join(root, folder)),
    path.join(root, "node_modules/@vscode/codicons"),
    ...packageFolders(stagedModules),
  ];
  const byName = new Map(folders.map((folder) => packageNotice(folder)).map(({ name, text }) => [name, text]));
  const sorted = [...byName.entries()].sort(([a], [b]) => a.localeCompare(b)).map(([, text]) => text);
  return [
    "Image Tagger contains the following packages. The Rust crates inside LanceDB's binary are named in",
    "RUST_THIRD_PARTY_LICENSES.html beside this file.\n",
    sorted.join("\n\n\n"),
    "",
  ].join("\n");
}
