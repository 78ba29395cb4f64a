/** The support report holds nothing private, whatever stands in the names, answers and failures that it is made from. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { allChecks } from "../../../src/extension/core/doctor/checks.ts";
import { SafeWord } from "../../../src/extension/core/doctor/fact.ts";
import type { Finding } from "../../../src/extension/core/doctor/finding.ts";
import { runChecks } from "../../../src/extension/core/doctor/runChecks.ts";
import { supportReport } from "../../../src/extension/core/doctor/supportReport.ts";
import type { Reason } from "../../../src/shared/failures.ts";
import { doctorWorld, secret } from "../../fakes/doctorWorld.ts";

const failures = [{ reason: "diskFull" }, { reason: secret as Reason }, { reason: "diskFull" }] as const;

async function reported(isBroken: boolean): Promise<{ readonly findings: readonly Finding[]; readonly text: string }> {
  const world = doctorWorld(isBroken);
  const findings = await runChecks(allChecks(world), () => undefined, new AbortController().signal);
  return { findings, text: supportReport({ findings, settings: world.settings, failures }) };
}

describe("the support report", () => {
  for (const isBroken of [false, true])
    test(`holds nothing of what others wrote, where everything ${isBroken ? "fails" : "works"}`, async () => {
      const { findings, text } = await reported(isBroken);
      const told = findings.filter(({ message }) => message.includes(secret));
      assert.ok(told.length >= 8, `the secret stands in only ${told.length} findings: the test proves little`);
      assert.doesNotMatch(text, new RegExp(secret, "iu"));
      assert.doesNotMatch(text, /\/home|https?:|@|example|hunter|\.png/u);
    });

  test("has one line for each finding, by area, name and verdict", async () => {
    const { findings, text } = await reported(false);
    const lines = text.split("\n");
    for (const { verdict, area, check } of findings)
      assert.ok(
        lines.some((line) => line.startsWith(`- ${verdict}: ${area}/${check}`)),
        `${area}/${check}`,
      );
  });

  test("names settings that differ, with values of numbers, booleans and known words alone", async () => {
    const { text } = await reported(false);
    for (const line of [
      "- imageTagger.ollama.host",
      "- imageTagger.engine",
      "- imageTagger.imageSize: 9000",
      "- imageTagger.useGitignore: true",
      "- imageTagger.records.place: root",
    ])
      assert.ok(text.split("\n").includes(line), line);
  });

  test("counts the reasons of failures, and none of their messages", async () => {
    const { text } = await reported(false);
    assert.match(text, /- diskFull \(2 times\)\n- other\n/u);
  });
});

describe("a word that may be told", () => {
  test("is one of a list, or of the form of a version", () => {
    assert.equal(String(SafeWord.of("linux", ["linux"])), "linux");
    assert.equal(String(SafeWord.of("alice", ["linux"])), "other");
    for (const version of ["1.2.3", "v0.30.0", "0.33.0-rc2", "1.140.0-insider", "24"])
      assert.equal(String(SafeWord.version(version)), version);
    for (const version of ["", "1.2.3-alice", "alice", "1.2.3 alice", "1.2.3.4.5", undefined])
      assert.equal(String(SafeWord.version(version)), "other");
  });
});
