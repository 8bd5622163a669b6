package dev.xdc.report;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.engine.TorchEngine;
import dev.xdc.weights.TensorFile;
import dev.xdc.weights.WeightLayout;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The filters of an encoder's first layers, as in the paper's figure 3.
 *
 * <p>R(2+1)D begins with a spatial convolution, (45, 3, 1, 7, 7) in the paper, a batch norm, a ReLU
 * and a temporal convolution, (64, 45, 3, 1, 1). A temporal filter by itself is three numbers for
 * each of 45 channels, which mean nothing without what the channels see. So each is drawn as the
 * space-time filter that it makes of the spatial ones: their sum, weighted by its weights and by
 * the norm's factors. What that leaves out are the ReLU between the two and the norm's offsets: it
 * is what the two layers compute where every channel is active. A filter that looks for motion
 * changes from one time to the next; one that does not shows three times the same.
 */
public final class StemFilters {
  private static final String SPATIAL = "stem.0.weight";
  private static final String TEMPORAL = "stem.3.weight";
  private static final String FACTOR = "stem.1.weight";
  private static final String VARIANCE = "stem.1.running_var";
  private static final String SOUND = "conv1.weight";
  private static final List<String> NAMES = List.of(SPATIAL, TEMPORAL, FACTOR, VARIANCE, SOUND);

  private StemFilters() {}

  /**
   * Returns the filters of a file of weights.
   *
   * @return of pictures the spatial filters, then the space-time ones; of sound one bank, time to
   *     the right and low bands at the bottom
   * @throws IOException if the file holds no encoder of this library, or weights that are not
   *     finite; names them
   */
  public static List<FilterBank> of(TensorFile file) throws IOException {
    return of(file, false);
  }

  /**
   * Returns the filters of a file of weights.
   *
   * @param allowNonfinite whether weights may be infinite or undefined
   * @return as {@link #of(TensorFile)}
   * @throws IOException as {@link #of(TensorFile)}
   */
  public static List<FilterBank> of(TensorFile file, boolean allowNonfinite) throws IOException {
    EncoderSpec spec =
        WeightLayout.of(file)
            .orElseThrow(
                () ->
                    new IOException(
                        file.path()
                            + " holds neither an R(2+1)D nor an audio ResNet of a width up to 256;"
                            + " see xdc weights inspect"));
    try (NDManager scratch = TorchEngine.newManager()) {
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      for (String name : NAMES) {
        if (file.tensors().containsKey(name)) {
          NDArray array = file.read(name, scratch);
          if (!allowNonfinite) {
            file.requireFinite(name, array);
          }
          arrays.put(name, array);
        }
      }
      return of(spec, arrays);
    } catch (IllegalArgumentException e) {
      throw new IOException(file.path() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Returns the filters of an encoder with weights.
   *
   * @return as {@link #of(TensorFile)}
   * @throws IllegalArgumentException if it is a network of your own
   */
  public static List<FilterBank> of(Encoder encoder) {
    EncoderSpec spec =
        encoder
            .spec()
            .orElseThrow(
                () -> new IllegalArgumentException(encoder + " has first layers of its own"));
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    encoder.parameters().forEach((name, parameter) -> arrays.put(name, parameter.getArray()));
    return of(spec, arrays);
  }

  private static List<FilterBank> of(EncoderSpec spec, Map<String, NDArray> arrays) {
    if (spec.modality() == Modality.AUDIO) {
      return List.of(FilterBank.of(require(arrays, SOUND, 4)).timeToTheRight());
    }
    FilterBank spatial = FilterBank.of(require(arrays, SPATIAL, 5));
    NDArray temporal = require(arrays, TEMPORAL, 5);
    return List.of(spatial, spaceTime(spatial, temporal, factors(spec, spatial, arrays)));
  }

  private static NDArray require(Map<String, NDArray> arrays, String name, int axes) {
    NDArray array = arrays.get(name);
    if (array == null || array.getShape().dimension() != axes) {
      throw new IllegalArgumentException(
          name
              + (array == null ? " is missing" : " has shape " + array.getShape())
              + ", must have "
              + axes
              + " axes");
    }
    return array;
  }

  /** Returns what batch norm multiplies each channel by; 1 without its weights. */
  private static double[] factors(
      EncoderSpec spec, FilterBank spatial, Map<String, NDArray> arrays) {
    double[] factors = new double[spatial.filters()];
    float[] gamma = floats(arrays.get(FACTOR), factors.length);
    float[] variance = floats(arrays.get(VARIANCE), factors.length);
    for (int i = 0; i < factors.length; i++) {
      double scale = variance == null ? 1 : 1 / Math.sqrt(variance[i] + spec.normEpsilon());
      factors[i] = gamma == null ? scale : gamma[i] * scale;
    }
    return factors;
  }

  private static float @Nullable [] floats(@Nullable NDArray array, int length) {
    return array != null && array.getShape().equals(new Shape(length))
        ? array.toFloatArray()
        : null;
  }

  private static FilterBank spaceTime(FilterBank spatial, NDArray temporal, double[] factors) {
    Shape shape = temporal.getShape();
    if (shape.get(1) != spatial.filters() || shape.get(3) != 1 || shape.get(4) != 1) {
      throw new IllegalArgumentException(
          TEMPORAL + " has shape " + shape + ", must take " + spatial.filters() + " channels");
    }
    int filters = Math.toIntExact(shape.get(0));
    int times = Math.toIntExact(shape.get(2));
    int colours = spatial.colours();
    int height = spatial.height();
    int width = spatial.width();
    float[] weights = temporal.toFloatArray();
    float[] values = new float[filters * colours * times * height * width];
    int at = 0;
    for (int filter = 0; filter < filters; filter++) {
      for (int colour = 0; colour < colours; colour++) {
        for (int time = 0; time < times; time++) {
          for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
              double sum = 0;
              for (int channel = 0; channel < factors.length; channel++) {
                float weight = weights[(filter * factors.length + channel) * times + time];
                sum += weight * factors[channel] * spatial.value(channel, colour, 0, y, x);
              }
              values[at++] = (float) sum;
            }
          }
        }
      }
    }
    return new FilterBank(filters, colours, times, height, width, values);
  }
}
