package dev.xdc.examples.cli;

/** The command line. */
public final class XdcCommand {

  private XdcCommand() {}

  /** Runs one command. */
  public static void main(String[] args) {
    System.out.println("xdc " + String.join(" ", args));
  }
}
