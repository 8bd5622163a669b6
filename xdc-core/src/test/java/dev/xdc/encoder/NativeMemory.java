package dev.xdc.encoder;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Function;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;

/** What this process has allocated outside Java, arrays of the engine above all. */
final class NativeMemory {

  /** What glibc 2.33 and later returns; the names are its own. */
  @FieldOrder({
    "arena", "ordblks", "smblks", "hblks", "hblkhd",
    "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"
  })
  public static final class MallInfo extends Structure implements Structure.ByValue {
    public long arena;
    public long ordblks;
    public long smblks;
    public long hblks;
    public long hblkhd;
    public long usmblks;
    public long fsmblks;
    public long uordblks;
    public long fordblks;
    public long keepcost;
  }

  private NativeMemory() {}

  /** Returns the bytes in use; ends the test as not applicable without glibc. */
  static long bytesInUse() {
    MallInfo info = null;
    try {
      info =
          (MallInfo) Function.getFunction("c", "mallinfo2").invoke(MallInfo.class, new Object[0]);
    } catch (UnsatisfiedLinkError e) {
      assumeTrue(false, "another C library: " + e.getMessage());
    }
    return info.uordblks + info.hblkhd;
  }
}
