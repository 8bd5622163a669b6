package dev.xdc.data.media;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The list of symbol versions that a Linux library asks of other libraries (section {@code
 * .gnu.version_r}).
 *
 * <p>The dynamic linker warns on standard error, at each start, of a library without the versions
 * asked of it. Offsets are those of 64-bit little-endian ELF, see {@code elf(5)} and the Linux
 * Standard Base, "Symbol Versioning".
 */
final class ElfVersionNeeds {

  private static final int SECTION_TYPE = 0x6ffffffe;

  private final ByteBuffer file;
  private int first;
  private int strings;

  private ElfVersionNeeds(byte[] library) {
    this.file = ByteBuffer.wrap(library).order(ByteOrder.LITTLE_ENDIAN);
    int sections = (int) file.getLong(0x28);
    int sectionBytes = file.getShort(0x3a);
    for (int i = 0; i < file.getShort(0x3c); i++) {
      int section = sections + i * sectionBytes;
      if (file.getInt(section + 0x4) == SECTION_TYPE) {
        first = (int) file.getLong(section + 0x18);
        int stringSection = sections + file.getInt(section + 0x28) * sectionBytes;
        strings = (int) file.getLong(stringSection + 0x18);
      }
    }
  }

  /**
   * Turns the versions that {@code library} asks of the library {@code needed} into a version that
   * it asks of libc, which is there anyway. Without effect if none is asked of one of the two.
   *
   * @param library the bytes of the library's file, changed in place
   * @param needed the name of the other library, such as {@code libpulse.so.0}
   */
  static void drop(byte[] library, String needed) {
    ElfVersionNeeds needs = new ElfVersionNeeds(library);
    int from = needs.find(needed);
    int to = needs.find("libc.so.6");
    if (from != 0 && to != 0) {
      needs.redirect(from, to);
    }
  }

  /** Returns the offset of the entry of the library {@code name}, or 0. */
  private int find(String name) {
    for (int entry = first; entry != 0; entry = next(entry, file.getInt(entry + 12))) {
      if (string(file.getInt(entry + 4)).equals(name)) {
        return entry;
      }
    }
    return 0;
  }

  /**
   * Makes all versions of the entry {@code from} equal to the first one of the entry {@code to}.
   */
  private void redirect(int from, int to) {
    int libc = to + file.getInt(to + 8);
    file.putInt(from + 4, file.getInt(to + 4));
    int version = from + file.getInt(from + 8);
    while (version != 0) {
      file.putInt(version, file.getInt(libc)); // hash of the name
      file.putInt(version + 8, file.getInt(libc + 8)); // the name
      version = next(version, file.getInt(version + 12));
    }
  }

  private static int next(int offset, int step) {
    return step == 0 ? 0 : offset + step;
  }

  private String string(int index) {
    int end = strings + index;
    while (file.get(end) != 0) {
      end++;
    }
    return new String(
        file.array(), strings + index, end - strings - index, StandardCharsets.US_ASCII);
  }
}
