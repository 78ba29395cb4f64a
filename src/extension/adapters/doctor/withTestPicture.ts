/** Puts the doctor's test picture into a folder of its own for a while. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { ExpectedError } from "../../../shared/failures.ts";
import { testPicture } from "../../core/doctor/testPicture.ts";

/** Runs the work with the picture's path; the picture is gone afterwards. */
export async function withTestPicture<T>(work: (file: string) => Promise<T>): Promise<T> {
  const folder = await temporaryFolder();
  try {
    const file = path.join(folder, "words.png");
    await writeFile(file, Buffer.from(testPicture.base64, "base64"));
    return await work(file);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function temporaryFolder(): Promise<string> {
  try {
    return await mkdtemp(path.join(os.tmpdir(), "image-tagger-doctor-"));
  } catch (thrown) {
    const message = `No folder can be made in ${os.tmpdir()}, where temporary files go. Make room there, or name another by TMPDIR.`;
    throw new ExpectedError("writeFailed", message, { cause: thrown });
  }
}
