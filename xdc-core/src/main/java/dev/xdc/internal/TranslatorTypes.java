package dev.xdc.internal;

import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import java.lang.reflect.Type;

/** The types between which a translator of DJL translates. */
public final class TranslatorTypes {

  private TranslatorTypes() {}

  /**
   * Checks that a factory makes translators of these types.
   *
   * @param factory one that supports a single pair of classes
   * @throws IllegalArgumentException if it does not; names both pairs
   */
  public static void require(TranslatorFactory factory, Class<?> input, Class<?> output) {
    if (!factory.isSupported(input, output)) {
      Pair<Type, Type> pair = factory.getSupportedTypes().iterator().next();
      throw new IllegalArgumentException(
          "types are %s and %s, must be %s and %s"
              .formatted(input, output, name(pair.getKey()), name(pair.getValue())));
    }
  }

  private static String name(Type type) {
    return type instanceof Class<?> known ? known.getSimpleName() : type.getTypeName();
  }
}
