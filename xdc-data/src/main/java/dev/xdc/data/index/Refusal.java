package dev.xdc.data.index;

import dev.xdc.data.media.RefusalKind;
import dev.xdc.internal.file.JsonFile;
import java.io.Serializable;

/**
 * Why a file is left out.
 *
 * @param kind for programs
 * @param detail for people: one line, without the file's name
 */
public record Refusal(RefusalKind kind, String detail) implements Serializable {

  /** Makes sure that the detail is one line, and that showing it does nothing to a terminal. */
  public Refusal {
    detail = JsonFile.oneLine(detail).replaceAll("\\p{Cc}", "?");
  }

  @Override
  public String toString() {
    return detail;
  }
}
