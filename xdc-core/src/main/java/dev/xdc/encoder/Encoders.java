package dev.xdc.encoder;

import ai.djl.nn.Block;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import java.util.Objects;

/**
 * Makes encoders. The weights are drawn when {@link Encoder#initialize} is called, by a trainer or
 * by hand.
 */
public final class Encoders {
  private static final int PAPER_WIDTH = 64;

  private Encoders() {}

  /** The paper's video encoder: R(2+1)D-18, D = 512, 33,165,639 parameters. */
  public static Encoder r2plus1d18(ClipSpec clip) {
    return of(EncoderSpec.r2plus1d(18, PAPER_WIDTH), clip);
  }

  /** torchvision's {@code r2plus1d_18}, for its weights: D = 512, 31,300,125 parameters. */
  public static Encoder torchvisionR2plus1d18(ClipSpec clip) {
    return of(EncoderSpec.torchvisionR2plus1d(18, PAPER_WIDTH), clip);
  }

  /** The paper's audio encoder: ResNet-18 with stem B, D = 512. */
  public static Encoder audioResNet18(ClipSpec clip) {
    return of(EncoderSpec.audioResNet(18, PAPER_WIDTH, AudioStem.B), clip);
  }

  /**
   * An encoder by its recipe: an {@link EncoderSpec} of a built-in one, or a record of your own.
   *
   * @throws IllegalArgumentException if the recipe is no record, or cannot be saved
   */
  public static Encoder of(EncoderRecipe recipe, ClipSpec clip) {
    EncoderRecipes.requireSavable(recipe);
    Block block =
        Objects.requireNonNull(recipe.build(clip), () -> recipe + ".build returns no network");
    return new Encoder(recipe.modality(), block, clip.shape(recipe.modality()), recipe);
  }

  /**
   * Your own network as an encoder, without a recipe: a model keeps its weights only, and it
   * computes in FLOAT32 on one device. {@link EncoderRecipe} has neither limit.
   *
   * @param block maps a batch of clips of shape (N, 3, T, H, W) or (N, 1, M, F) to rows of shape
   *     (N, D)
   */
  public static Encoder of(Modality modality, Block block, ClipSpec clip) {
    return new Encoder(modality, block, clip.shape(modality), null);
  }
}
