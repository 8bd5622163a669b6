package dev.xdc;

import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Makes DJL's models of folders that {@link DjlModels#save} wrote; DJL finds it by its name in
 * {@code serving.properties}. The weights belong to the model and are freed when that is closed.
 */
public final class XdcBlockFactory implements BlockFactory {

  /** Made by DJL. */
  public XdcBlockFactory() {}

  /**
   * Makes the block of an encoder for DJL, with its weights.
   *
   * @param arguments {@code modality} is {@code video} or {@code audio}
   * @throws IOException if a file is missing or does not fit; names it
   * @throws IllegalArgumentException if the folder holds no encoder of that modality
   */
  @Override
  public Block newBlock(Model model, Path folder, Map<String, ?> arguments) throws IOException {
    Modality modality = DjlModels.modality(arguments);
    NDManager owner = model.getNDManager();
    try (XdcModel loaded = XdcModel.load(folder, owner.getDevice())) {
      Encoder encoder = loaded.encoder(modality);
      encoder.parameters().values().forEach(parameter -> parameter.getArray().attach(owner));
      DjlModels.describe(model, loaded.clipSpec(), encoder);
      return encoder.block();
    }
  }
}
