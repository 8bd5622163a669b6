package dev.xdc.internal.engine;

import ai.djl.pytorch.jni.JniUtils;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** The operations that PyTorch runs. */
public final class OperationTrace {

  /** Names of methods that copy an array's values to the host, for which a GPU is waited. */
  public static final String READING =
      "to(Float|Double|Int|UnsignedInt|Long|Short|UnsignedShort|Byte|Uint8|Boolean|String|)Array"
          + "|get(Float|Double|Int|Long|Byte|Uint8|Boolean)|toByteBuffer|getByteBuffer"
          + "|contentEquals|allClose|toDebugString|nonzero|booleanMask|encode";

  /** Operations whose result, or its size, must be known on the host: a GPU is waited for. */
  public static final Set<String> WAITING =
      Set.of(
          "aten::item",
          "aten::_local_scalar_dense",
          "aten::is_nonzero",
          "aten::nonzero",
          "aten::equal",
          "aten::allclose",
          "aten::masked_select",
          "aten::_unique2",
          "aten::unique_dim",
          "aten::unique_consecutive",
          "aten::bincount",
          "aten::repeat_interleave");

  private OperationTrace() {}

  /**
   * Returns the names of the operations of an action.
   *
   * @param folder where the trace is written
   */
  public static Set<String> of(Runnable action, Path folder) throws IOException {
    Path trace = folder.resolve("trace.json");
    JniUtils.startProfile(false, false, false);
    try {
      action.run();
    } finally {
      JniUtils.stopProfile(trace.toString());
    }
    Set<String> names = new TreeSet<>();
    for (JsonElement event : JsonParser.parseString(Files.readString(trace)).getAsJsonArray()) {
      names.add(event.getAsJsonObject().get("name").getAsString());
    }
    return names;
  }
}
