package dev.xdc.data.reader;

import java.util.Collection;
import java.util.Comparator;
import java.util.regex.Pattern;

/** How labels and file names are put in order. */
final class LabelOrder {

  /**
   * Like people sort: runs of digits by their value, so that {@code clip2} comes before {@code
   * clip10}.
   */
  static final Comparator<String> NATURAL = LabelOrder::compareNaturally;

  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?\\d{1,18}");

  private LabelOrder() {}

  /** Returns the order of {@code labels}: by value if all are whole numbers, else by letters. */
  static Comparator<String> of(Collection<String> labels) {
    return labels.stream().allMatch(label -> WHOLE_NUMBER.matcher(label).matches())
        ? Comparator.comparingLong((String s) -> Long.parseLong(s))
            .thenComparing(Comparator.naturalOrder())
        : Comparator.naturalOrder();
  }

  private static int compareNaturally(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() && j < b.length()) {
      if (isDigit(a.charAt(i)) && isDigit(b.charAt(j))) {
        int endA = endOfDigits(a, i);
        int endB = endOfDigits(b, j);
        int order = compareDigits(a.substring(i, endA), b.substring(j, endB));
        if (order != 0) {
          return order;
        }
        i = endA;
        j = endB;
      } else if (a.charAt(i) != b.charAt(j)) {
        return Character.compare(a.charAt(i), b.charAt(j));
      } else {
        i++;
        j++;
      }
    }
    int order = Integer.compare(a.length() - i, b.length() - j);
    return order == 0 ? a.compareTo(b) : order;
  }

  private static int compareDigits(String a, String b) {
    String x = a.replaceFirst("^0+", "");
    String y = b.replaceFirst("^0+", "");
    int order = Integer.compare(x.length(), y.length());
    return order == 0 ? x.compareTo(y) : order;
  }

  private static int endOfDigits(String text, int from) {
    int end = from;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
