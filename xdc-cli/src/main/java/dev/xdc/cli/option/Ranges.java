package dev.xdc.cli.option;

import java.util.function.DoublePredicate;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers that an option may have; others are refused with the option's name. */
public final class Ranges {

  private Ranges() {}

  /** A whole number from 1. */
  public static final class AtLeastOne implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return atLeast(text, 1);
    }
  }

  /** A whole number from 2. */
  public static final class AtLeastTwo implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return atLeast(text, 2);
    }
  }

  /** A positive number. */
  public static final class Positive implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      return number(text, value -> value > 0 && Double.isFinite(value), "a positive number");
    }
  }

  /** A number from 0 to 1. */
  static final class Share implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      return number(text, value -> value >= 0 && value <= 1, "a number from 0 to 1");
    }
  }

  /** A factor that does not grow: a number above 0, at most 1. */
  static final class Factor implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      return number(text, value -> value > 0 && value <= 1, "a number above 0, at most 1");
    }
  }

  private static double number(String text, DoublePredicate allowed, String range) {
    try {
      double value = Double.parseDouble(text);
      if (allowed.test(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw refusal(text, range);
    }
    throw refusal(text, range);
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
