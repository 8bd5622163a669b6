package dev.xdc.cli.option;

import dev.xdc.suite.run.Method;
import java.util.Arrays;
import java.util.Iterator;

/** The names of all methods of pretraining, which shells complete. */
public final class MethodNames implements Iterable<String> {

  @Override
  public Iterator<String> iterator() {
    return Arrays.stream(Method.values()).map(Method::toString).iterator();
  }
}
