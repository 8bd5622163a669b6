package dev.xdc.encoder;

import ai.djl.nn.Block;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import java.io.Serializable;

/**
 * How the network of an encoder is built: everything but its weights.
 *
 * <p>A network of your own is one record that implements this. Its encoder can then be trained,
 * saved and loaded, run in {@link Precision#BFLOAT16} and shared among devices like a built-in one,
 * which {@link EncoderSpec} describes.
 *
 * <pre>{@code
 * record SmallNet(Modality modality, int width) implements EncoderRecipe {
 *   public Block build(ClipSpec clip) {
 *     return new SequentialBlock().add(Blocks.batchFlattenBlock())
 *         .add(Linear.builder().setUnits(width).build());
 *   }
 * }
 *
 * Encoder encoder = Encoders.of(new SmallNet(Modality.AUDIO, 64), clips.spec());
 * XdcModel model = XdcModel.load(folder, device, SmallNet.class);
 * }</pre>
 *
 * <p>The components of the record are its settings. They are saved as JSON in the description of a
 * model, so each is a number, a text, an enum, or a list or record of such; {@link Encoders#of}
 * checks that before anything is trained. A file never decides which class is made: whoever loads a
 * model names the records it may use.
 */
public interface EncoderRecipe extends Serializable {

  /** Returns what the network encodes. */
  Modality modality();

  /**
   * Builds a network without weights.
   *
   * @param clip decides the shape of its input, {@link ClipSpec#shape}
   * @return a new network that maps clips of shape (N, 3, T, H, W) or (N, 1, M, F) to rows of shape
   *     (N, D)
   * @throws IllegalArgumentException if the settings give no network
   */
  Block build(ClipSpec clip);

  /**
   * Returns the name in the descriptions of models; default the simple name of the record. It stays
   * the same when the record is renamed.
   */
  default String name() {
    return getClass().getSimpleName();
  }

  /**
   * Returns the version of the network; default 1. A change after which older weights no longer fit
   * counts it up, so that such a model is refused by name.
   */
  default int version() {
    return 1;
  }
}
