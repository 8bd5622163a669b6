package dev.xdc.weights;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import com.sun.management.ThreadMXBean;
import dev.xdc.engine.TorchEngine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a file claims, it is refused by one line, nothing runs, and memory is taken by the
 * file's size.
 */
class HostileFileTest {
  /** For loading classes and the like. */
  private static final long FIXED_BYTES = 16 << 20;

  /** What a pickle can build; see {@link TorchStorages}. */
  private static final long BYTES_PER_BYTE = 50;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final List<BufferPoolMXBean> POOLS =
      ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);

  @TempDir private Path folder;

  private void assertRefused(Path file, String reason) throws IOException {
    long before = takenBytes();
    assertThatThrownBy(() -> TensorFile.open(file).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(reason)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    assertThat(takenBytes() - before)
        .as("bytes taken for a file of %d", Files.size(file))
        .isLessThan(FIXED_BYTES + BYTES_PER_BYTE * Files.size(file));
  }

  /** What this thread took from the heap, freed or not, and all direct memory that is held. */
  private static long takenBytes() {
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId())
        + POOLS.stream().mapToLong(BufferPoolMXBean::getTotalCapacity).sum();
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("weights.pth"), bytes);
  }

  /** A checkpoint with this pickle, and a storage "0". */
  private Path zip(String pickle, int method, int storageBytes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : new String[] {"data.pkl", "data/0"}) {
        byte[] content =
            name.equals("data/0") ? new byte[storageBytes] : pickle.getBytes(ISO_8859_1);
        ZipEntry entry = new ZipEntry("archive/" + name);
        entry.setMethod(method);
        entry.setSize(content.length);
        CRC32 crc = new CRC32();
        crc.update(content);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
      }
    }
    return write(bytes.toByteArray());
  }

  private Path zip(String pickle) throws IOException {
    return zip(pickle, ZipEntry.STORED, 4);
  }

  /**
   * A pickle of {"w": a float tensor on storage "0"}; sizes are texts of protocol 2's operations.
   */
  private static String tensor(String elements, String offset, String size, String stride) {
    return "\u0080\2}X\1\0\0\0w"
        + "ctorch._utils\n_rebuild_tensor_v2\n("
        + "(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0000X\3\0\0\0cpu"
        + elements
        + "tQ"
        + (offset + "(" + size + "t(" + stride + "t")
        + "\u0089NtRs.";
  }

  private static String number(long value) {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
    return "\u008a\10" + new String(bytes.array(), ISO_8859_1);
  }

  @Test
  void theHonestFormOfTheseFilesIsRead() throws IOException {
    Path file = zip(tensor(number(1), number(0), number(1), number(1)));
    try (TensorFile opened = TensorFile.open(file)) {
      assertThat(opened.tensors()).hasToString("{w=F32 (1)}");
    }
  }

  // PyTorch writes {"neg": True} after the hooks of x.conj().imag
  @Test
  void elementsThatStandForOthersAreNotReadAsTheyAre() throws IOException {
    String plain = tensor(number(1), number(0), number(1), number(1));
    assertRefused(zip(plain.replace("NtRs.", "N}X\3\0\0\0neg\u0088stRs.")), "to be negated");
    TensorFile.open(zip(plain.replace("NtRs.", "N}tRs."))).close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0080\2cposix\nsystem\n(X\10\0\0\0touch HEREtR.",
        "\u0080\2}X\1\0\0\0wcposix\nsystem\nX\10\0\0\0touch HERE\u0085Rs.",
        "\u0080\4\u008c\5posix\u008c\6system\u0093\u008c\10touch HERE\u0085R.",
        "\u0080\2cos\nsystem\n.",
        "\u0080\2cbuiltins\neval\n(X\1\0\0\0001tR.",
        "\u0080\2ctorch.nn.modules.linear\nLinear\n)\u0081}b.",
        "\u0080\2cdecimal\nDecimal\n(X\1\0\0\0001tR.",
        "(S'touch HERE'\niposix\nsystem\n.",
      })
  void namesThatWeightsDoNotNeedAreNotCalled(String pickle) throws IOException {
    Path mark = folder.resolve("mark");
    String text = pickle.replace("HERE", mark.toString());
    assertRefused(zip(text), "weights do not need");
    assertThatThrownBy(() -> TensorFile.open(write(text.getBytes(ISO_8859_1))).close())
        .isInstanceOf(IOException.class);
    assertThat(mark).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0080\2X\377\377\377\177a.", // a text of 2 GiB
        "\u0080\2X\0\0\0\6a.", // of 96 MiB, for which there would be room
        "\u0080\2T\377\377\377\177a.",
        "\u0080\2X\377\377\377\377a.", // of -1 bytes
        "\u0080\2\u008b\377\377\377\177a.", // a number of 2 GiB
        "\u0080\4\u008e\377\377\377\177\0\0\0\0a.", // bytes
        "\u0080\4\u008d\377\377\377\177\0\0\0\0a.",
        "\u0080\5\u0096\377\377\377\177\0\0\0\0a.",
        "\u0080\2X", // ends early
        "\u0080\2tttt.", // takes from an empty stack
        "\u0080\2}]Ns.", // a list as key, whose hash could take for ever
        "\u0080\2}NNs.",
        "\u0080\2h\7.",
        "\u0080\11.",
        ".",
        "\u0080\2}.", // nothing at all
      })
  void claimsOfAPickleAreChecked(String pickle) throws IOException {
    assertRefused(zip(pickle), "PyTorch checkpoint");
  }

  @Test
  void aPickleCannotStackWithoutBound() throws IOException {
    assertRefused(zip("\u0080\2" + "]".repeat(1_000_000) + "."), "stacks more than");
    assertRefused(zip("\u0080\2]" + "0".repeat(5 << 20) + "."), "its pickle has 5242884 bytes");
  }

  // 1 << 40 elements by a stride of 0; a storage larger than its entry; windows beyond the storage
  @ParameterizedTest
  @CsvSource({
    "1, 0, 1099511627776, 0, impossible shape",
    "1, 0, 500000000, 0, larger than its storage",
    "268435456, 0, 268435456, 1, are claimed",
    "4611686018427387904, 0, 1, 1, are claimed",
    "1, 1, 1, 1, larger than its storage",
    "1, -1, 1, 1, larger than its storage",
    "1, 0, 2, 9223372036854775807, PyTorch checkpoint",
    "1, 0, -1, 1, impossible shape",
    "1, 0, 1, -1, larger than its storage",
    "-1, 0, 1, 1, larger than its storage",
  })
  void claimsOfATensorAreChecked(long elements, long offset, long size, long stride, String reason)
      throws IOException {
    String pickle = tensor(number(elements), number(offset), number(size), number(stride));
    assertRefused(zip(pickle), reason);
  }

  @Test
  void tensorsThatShareOneStorageTooOftenAreRefused() throws IOException {
    String one = tensor(number(2500), number(0), number(2500), number(1));
    String item = one.substring(one.indexOf("ctorch._utils"), one.length() - 1);
    StringBuilder pickle = new StringBuilder("\u0080\2}");
    for (int i = 100; i < 200; i++) {
      pickle.append("X\3\0\0\0").append(i).append(item);
    }
    assertRefused(zip(pickle + ".", ZipEntry.STORED, 10_000), "claim far more than the file holds");
  }

  @Test
  void compressedEntriesAreRefusedAndWithThemZipBombs() throws IOException {
    Path file = zip("\u0080\2]" + "0".repeat(50_000_000) + ".", ZipEntry.DEFLATED, 4);
    assertThat(Files.size(file)).isLessThan(100_000);
    assertRefused(file, "compressed entry");
  }

  @Test
  void anEntryThatClaimsMoreThanTheFileIsRefused() throws IOException {
    Path file = zip("\u0080\2}.");
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer zip = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int directory = zip.getInt(bytes.length - 6);
    zip.putInt(directory + 20, 1 << 30).putInt(directory + 24, 1 << 30); // both sizes
    assertRefused(write(bytes), "PyTorch checkpoint");
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 30, Integer.MAX_VALUE, Long.MAX_VALUE, -1})
  void claimsOfAHeaderAreChecked(long length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    assertRefused(write(bytes.put((byte) '{').put((byte) '}').array()), "safetensors");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kinds.pth", "kinds-stream.pth", "audio.safetensors"})
  void truncatedAndDamagedFilesAreReadOrRefusedButNeverMore(String name) throws IOException {
    byte[] bytes = whole(name);
    for (int length = 0; length < bytes.length; length += 1 + bytes.length / 400) {
      Path file = write(Arrays.copyOf(bytes, length));
      assertRefused(file, "refused");
    }
    SplittableRandom random = new SplittableRandom(1);
    int refused = 0;
    try (NDManager manager = TorchEngine.newManager()) {
      for (int i = 0; i < 2000; i++) {
        byte[] damaged = bytes.clone();
        damaged[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        Path file = write(damaged);
        try (TensorFile opened = TensorFile.open(file);
            NDManager scratch = manager.newSubManager()) {
          opened.readAll(scratch);
        } catch (IOException e) {
          refused++;
        }
      }
    }
    assertThat(refused).isBetween(1, 1999);
  }

  private byte[] whole(String name) throws IOException {
    if (!name.endsWith("safetensors")) {
      return Files.readAllBytes(Fixtures.path(name));
    }
    Path file = folder.resolve(name);
    try (NDManager manager = TorchEngine.newManager()) {
      Safetensors.write(file, Fixtures.read("kinds.pth", manager));
    }
    return Files.readAllBytes(file);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | 4 | ",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}} | 4 | has the offsets",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | 8 | must be at 0",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | 8 | the file holds 8",
        "{'a':{'dtype':'F32','shape':[2,2],'data_offsets':[0,16]}} | 4 | the file holds 4",
        "{'a':{'dtype':'F32','shape':[99999999999,99999999999],'data_offsets':[0,4]}} | 4 | impossible",
        "{'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,-4]}} | 4 | impossible",
        "{'a':{'dtype':'F8_E4M3','shape':[1],'data_offsets':[0,1]}} | 1 | unknown dtype",
        "{'a':{'dtype':'F32','shape':[],'data_offsets':[0,4]},'a':{'dtype':'F32','shape':[],'data_offsets':[4,8]}} | 8 | twice",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]} | 4 | safetensors",
        "{'a':3} | 0 | safetensors",
        "{'a':{'shape':[1],'data_offsets':[0,4]}} | 4 | unknown dtype",
      })
  void descriptionsOfSafetensorsAreChecked(String json, int data, String reason)
      throws IOException {
    byte[] header = json.replace('\'', '"').getBytes(ISO_8859_1);
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + data).order(ByteOrder.LITTLE_ENDIAN);
    Path file = write(bytes.putLong(header.length).put(header).array());
    if (reason == null) {
      TensorFile.open(file).close();
    } else {
      assertRefused(file, reason);
    }
  }
}
