package dev.xdc.weights;

import java.util.LinkedHashMap;
import java.util.Map;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.PickleException;

/** The only names that a checkpoint may use: those of which PyTorch makes a state dict. */
final class TorchGlobals {
  private static final Map<String, IObjectConstructor> CALLABLE =
      Map.of(
          "collections.OrderedDict",
          TorchGlobals::dictionary,
          "torch._utils._rebuild_tensor",
          StoredTensor::of,
          "torch._utils._rebuild_tensor_v2",
          StoredTensor::of,
          // data, requires_grad, hooks
          "torch._utils._rebuild_parameter",
          arguments -> arguments[0],
          "torch._utils._rebuild_parameter_with_state",
          arguments -> arguments[0],
          "torch.Size",
          arguments -> arguments[0]);

  private static final String STORAGE_PREFIX = "torch.";

  private TorchGlobals() {}

  /**
   * Returns what {@code name} stands for: a constructor, or the type of a storage.
   *
   * @throws PickleException if the name is not on the list
   */
  static Object named(String name) {
    IObjectConstructor constructor = CALLABLE.get(name);
    if (constructor != null) {
      return constructor;
    }
    if (name.startsWith(STORAGE_PREFIX)) {
      TensorType type = TensorType.ofStorage(name.substring(STORAGE_PREFIX.length())).orElse(null);
      if (type != null) {
        return type;
      }
    }
    throw new PickleException(
        "its pickle names "
            + printable(name)
            + ", which weights do not need; nothing was run; save model.state_dict() alone");
  }

  private static Object dictionary(Object[] arguments) {
    if (arguments.length > 0) {
      throw new PickleException("its pickle makes an OrderedDict of arguments");
    }
    return new LinkedHashMap<>();
  }

  private static String printable(String name) {
    String text = name.replaceAll("[^\\x20-\\x7e]", "?");
    return text.length() > 80 ? text.substring(0, 80) + "..." : text;
  }
}
