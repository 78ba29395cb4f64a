/** `image-tagger doctor`: checks what the program depends on, and gives each finding its remedy. */
import { runChecks } from "../extension/core/doctor/runChecks.ts";
import { allChecks } from "../extension/core/doctor/checks.ts";
import type { Finding } from "../extension/core/doctor/finding.ts";
import { areaTitles, inReadingOrder, summaryOf } from "../extension/core/doctor/report.ts";
import { supportReport } from "../extension/core/doctor/supportReport.ts";
import { throwIfAborted } from "../shared/failures.ts";
import type { Arguments } from "./arguments.ts";
import { compose } from "./composition.ts";
import { doctorParts } from "./doctorParts.ts";
import { consoleLog, print, printJson, ProgressLine } from "./output.ts";

/** Runs all checks; exit code 0 without a fault, 1 with one. */
export async function doctor(args: Arguments, stop: AbortSignal): Promise<number> {
  const parts = await compose(args, consoleLog());
  const line = new ProgressLine();
  try {
    const findings = await runChecks(
      allChecks(doctorParts(args, parts)),
      ({ done, total, waiting }) => line.show(done / total, waiting.join(", ")),
      stop,
    );
    line.clear();
    throwIfAborted(stop);
    if (args.report) process.stdout.write(supportReport({ findings, settings: [], failures: [] }));
    else if (args.json) printJson(findings.map(plain));
    else tell(findings);
    return findings.some(({ verdict }) => verdict === "fault") ? 1 : 0;
  } finally {
    line.clear();
    await parts.close();
  }
}

/** Without what only the editor and the support report have a use for. */
function plain({ check, verdict, message, area, title, detail, remedy }: Finding) {
  return { check, verdict, message, area, title, detail, remedy };
}

function tell(findings: readonly Finding[]): void {
  for (const { verdict, area, title, detail, remedy } of inReadingOrder(findings)) {
    print(`${verdict.padEnd(5)} ${areaTitles[area]}: ${title}`);
    if (detail !== undefined) print(`        ${detail}`);
    if (remedy !== undefined && remedy !== "") print(`      → ${remedy}`);
  }
  print(summaryOf(findings));
}
