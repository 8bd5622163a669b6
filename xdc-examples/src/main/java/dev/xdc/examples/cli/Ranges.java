package dev.xdc.examples.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers that an option may have; others are refused with the option's name. */
final class Ranges {

  private Ranges() {}

  /** A whole number from 1. */
  static final class AtLeastOne implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return atLeast(text, 1);
    }
  }

  /** A whole number from 2. */
  static final class AtLeastTwo implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return atLeast(text, 2);
    }
  }

  /** A positive number. */
  static final class Positive implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      try {
        double value = Double.parseDouble(text);
        if (value > 0 && Double.isFinite(value)) {
          return value;
        }
      } catch (NumberFormatException e) {
        throw refusal(text, "a positive number");
      }
      throw refusal(text, "a positive number");
    }
  }

  private static int atLeast(String text, int least) {
    try {
      int value = Integer.parseInt(text);
      if (value >= least) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw refusal(text, "a whole number, at least " + least);
    }
    throw refusal(text, "a whole number, at least " + least);
  }

  private static TypeConversionException refusal(String text, String range) {
    return new TypeConversionException("'" + text + "' must be " + range);
  }
}
