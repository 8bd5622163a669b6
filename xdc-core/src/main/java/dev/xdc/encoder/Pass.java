package dev.xdc.encoder;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import dev.xdc.internal.engine.TorchFunctions;
import java.util.ArrayList;
import java.util.List;

/**
 * One pass of a batch through a network: how it uses the parameters, and which devices share it.
 *
 * <p>The batch is cut into one part for each device. The first part stays where the parameters
 * live; every other one has a manager of its own on its device and is computed with copies of the
 * parameters. Gradients flow through the copies, so that those of all parts add up on the
 * parameters. A part whose device is the first one's gets copies like any other: what several
 * devices do can be tried on one.
 *
 * @param computing of the network; its devices are where the parts go
 * @param home where the parameters live
 * @param part which of the parts is meant, where an operation works on one
 * @param repeated whether it has been computed before, so that running statistics stay as they are
 */
record Pass(
    ParameterStore parameters,
    boolean training,
    Computing computing,
    Device home,
    int part,
    boolean repeated) {

  /** A pass of a batch that lies on {@code home}. */
  Pass(ParameterStore parameters, boolean training, Computing computing, Device home) {
    this(parameters, training, computing, home, 0, false);
  }

  /** Returns the same pass for one of its parts. */
  Pass at(int index) {
    return new Pass(parameters, training, computing, home, index, repeated);
  }

  /** Returns the same pass for what has been computed before. */
  Pass again() {
    return new Pass(parameters, training, computing, home, part, true);
  }

  /** Returns an array in the precision of the pass; {@code x} itself if that is FLOAT32. */
  NDArray lowered(NDArray x) {
    return computing.precision() == Precision.BFLOAT16 ? TorchFunctions.toBfloat16(x) : x;
  }

  /** Returns an array in FLOAT32; {@code x} itself if that is the precision of the pass. */
  NDArray raised(NDArray x) {
    return computing.precision() == Precision.BFLOAT16 ? TorchFunctions.toFloat32(x) : x;
  }

  /** Returns the array that holds a parameter. */
  NDArray value(Parameter parameter) {
    return parameters.getValue(parameter, home, training);
  }

  /**
   * Returns a parameter in a shape and the precision of the pass, on the device of the part {@code
   * x} and with its manager; to be closed.
   */
  NDArray operand(Parameter parameter, Shape shape, NDArray x) {
    NDArray view = value(parameter).reshape(shape);
    view.attach(x.getManager()); // a result goes to the manager of its operand, the parameter's
    NDArray lowered = lowered(view);
    if (lowered != view) {
      view.close();
    }
    return placed(lowered, x);
  }

  /** Returns a parameter as it is on the device of the part {@code x}; to be closed. */
  NDArray plain(Parameter parameter, NDArray x) {
    NDArray view = value(parameter).reshape(parameter.getShape());
    view.attach(x.getManager());
    return placed(view, x);
  }

  private NDArray placed(NDArray array, NDArray x) {
    if (part == 0) {
      return array;
    }
    try (array) {
      return TorchFunctions.copyTo(array, x);
    }
  }

  /**
   * Cuts a batch into contiguous parts whose sizes differ by one at most. There are fewer parts
   * than devices if the batch is small: each has a clip, or two where batch norm uses each part's
   * own statistics, since those of one value have no spread.
   *
   * @param batch shape (N, ...), on the first device
   * @return the batch itself if it is one part; to be closed otherwise, by {@link #join}
   */
  List<NDArray> split(NDArray batch) {
    long size = batch.getShape().get(0);
    int least = training && computing.statistics() == BatchStatistics.PER_DEVICE ? 2 : 1;
    List<Device> devices = computing.devices();
    int parts = (int) Math.max(1, Math.min(devices.size(), size / least));
    if (parts == 1) {
      return List.of(batch);
    }
    List<NDArray> list = new ArrayList<>(parts);
    for (int i = 0; i < parts; i++) {
      NDArray rows = batch.get(new NDIndex("{}:{}", size * i / parts, size * (i + 1) / parts));
      list.add(i == 0 ? rows : sent(rows, devices.get(i)));
    }
    return list;
  }

  /** Copies an array to a device, into a manager of its own. */
  private static NDArray sent(NDArray array, Device device) {
    NDManager there = array.getManager().newSubManager(device);
    try (array;
        NDArray anchor = there.create(0f)) {
      array.attach(there);
      return TorchFunctions.copyTo(array, anchor);
    }
  }

  /**
   * Puts the results of all parts together on the first device.
   *
   * @param parts what {@link #split} made of {@code batch}; closed, unless it is the batch itself
   * @param results shape (n, ...) for each part; closed unless it is one, which is returned
   * @return shape (N, ...), with the manager of the batch
   */
  static NDArray join(NDArray batch, List<NDArray> parts, List<NDArray> results) {
    if (parts.size() == 1) {
      return results.get(0);
    }
    try (NDList home = new NDList(results.size())) {
      for (NDArray result : results) {
        result.attach(batch.getManager());
        home.add(home.isEmpty() ? result : TorchFunctions.copyTo(result, home.get(0)));
      }
      return NDArrays.concat(home);
    } finally {
      results.forEach(NDArray::close);
      parts.get(0).close();
      parts.stream().skip(1).forEach(part -> part.getManager().close());
    }
  }
}
