package dev.xdc.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of this library and of what it runs on. */
final class Version implements IVersionProvider {

  /** Returns the version in the jar's manifest, or {@code development} when run from classes. */
  static String library() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "xdc " + library(),
      "Java " + System.getProperty("java.version") + ", " + System.getProperty("os.name")
    };
  }
}
