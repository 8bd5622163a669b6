package dev.xdc.cli.command;

import dev.xdc.work.Workplace;
import java.nio.file.Path;
import java.util.List;

/** Chooses where the run of {@code xdc pretrain} works. */
@FunctionalInterface
public interface PretrainPlace {

  /**
   * Returns the place.
   *
   * @param options of the command line, or of the configuration file that it names
   * @param out the run folder
   * @throws IllegalArgumentException if the run cannot work there
   */
  Workplace of(List<String> options, Path out);
}
