package dev.xdc.internal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xdc.ClipTranslatorFactory;
import org.junit.jupiter.api.Test;

class TranslatorTypesTest {

  @Test
  void otherTypesAreRefusedByName() {
    ClipTranslatorFactory factory = new ClipTranslatorFactory();
    TranslatorTypes.require(factory, float[].class, float[].class);
    assertThatThrownBy(() -> TranslatorTypes.require(factory, String.class, float[].class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("types are class java.lang.String and class [F, must be float[] and float[]");
  }
}
