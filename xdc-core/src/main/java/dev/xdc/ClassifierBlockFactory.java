package dev.xdc;

import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import dev.xdc.clip.Modality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Makes DJL's models of folders that {@link XdcClassifier#save} wrote, as {@code xdc probe --out}
 * does: a {@link ClassifierBlock}. A {@code Criteria} names this class by its argument {@code
 * blockFactory}. The weights belong to the model and are freed when that is closed.
 */
public final class ClassifierBlockFactory implements BlockFactory {

  /** The argument of a {@code Criteria} that says which heads are asked: video or audio. */
  static final String HEAD = "head";

  /** Made by DJL. */
  public ClassifierBlockFactory() {}

  /**
   * Makes the block of a classifier for DJL, with its weights.
   *
   * @param arguments {@code head} is {@code video} or {@code audio}; all heads unless given
   * @throws IOException if the folder holds no classifier of built-in encoders, or a file does not
   *     fit; names it
   * @throws IllegalArgumentException if there is no such head
   */
  @Override
  public Block newBlock(Model model, Path folder, Map<String, ?> arguments) throws IOException {
    NDManager owner = model.getNDManager();
    Object head = arguments.get(HEAD);
    try (XdcClassifier loaded = XdcClassifier.load(folder, owner.getDevice())) {
      Set<Modality> modalities =
          head == null ? loaded.modalities() : EnumSet.of(DjlModels.named(HEAD, head.toString()));
      return new ClassifierBlock(loaded, modalities, owner);
    }
  }
}
