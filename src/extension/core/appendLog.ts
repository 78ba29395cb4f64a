/** The port of a log on the disk, as a journal needs it. */

/** A file that only grows. `append` answers when the bytes are on the disk. */
export interface AppendLog {
  append(text: string): Promise<void>;
  /** What has become of the file under its path since it was opened; `away`: its folder is gone, or another volume lies there. */
  whereabouts(): Promise<"here" | "replaced" | "removed" | "away">;
  /** All bytes of the file now. */
  read(): Promise<string>;
  close(): Promise<void>;
}
