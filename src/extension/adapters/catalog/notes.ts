/** Short texts kept with the catalog: what was measured on it. They are derived as it is, and lie in one small file beside its tables. */
import { readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";

const fileName = "notes.json";

/** The notes of one catalog; another program's are seen at the next reading. */
export class Notes {
  readonly #file: string;

  constructor(directory: string) {
    this.#file = path.join(directory, fileName);
  }

  /** "" where there is no such note. */
  async read(name: string): Promise<string> {
    return (await this.#all()).get(name) ?? "";
  }

  async write(name: string, text: string): Promise<void> {
    const notes = (await this.#all()).set(name, text);
    const own = `${this.#file}.${process.pid}`;
    await writeFile(own, `${JSON.stringify(Object.fromEntries(notes))}\n`);
    await rename(own, this.#file);
  }

  /** A file that is not there, or not to be understood, holds nothing: all of it can be measured again. */
  async #all(): Promise<Map<string, string>> {
    try {
      const notes: unknown = JSON.parse(await readFile(this.#file, "utf8"));
      const entries: readonly [string, unknown][] =
        typeof notes === "object" && notes !== null ? Object.entries(notes) : [];
      return new Map(entries.flatMap(([name, text]) => (typeof text === "string" ? [[name, text] as const] : [])));
    } catch (error) {
      if (error instanceof SyntaxError || (error instanceof Error && "code" in error && error.code === "ENOENT"))
        return new Map();
      throw error;
    }
  }
}
