package dev.xdc.cli.command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Checks whether this machine can run the library. */
@Command(
    name = "doctor",
    description =
        "Checks Java, engine, FFmpeg and folders, one line each. Exits with status 1 if a check fails.")
public final class DoctorCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  DoctorCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    boolean healthy = true;
    for (Checkup checkup : Checkup.values()) {
      Checkup.Finding finding = checkup.examine();
      healthy &= finding.ok();
      out.printf("%-4s  %-9s %s%n", finding.ok() ? "OK" : "FAIL", checkup, finding.detail());
      out.flush();
    }
    return healthy ? 0 : 1;
  }
}
