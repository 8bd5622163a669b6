package dev.xdc.export;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.ClipSpec.PictureNormalization;
import dev.xdc.clip.Modality;
import dev.xdc.data.transform.FrameTransform;
import dev.xdc.data.transform.LogMelSettings;
import dev.xdc.data.transform.LogMelSpectrogram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the JSON beside an exported model says, member by member. Null members are left out. */
record Description(
    int format,
    String model,
    String runtime,
    String encoder,
    String modality,
    Tensor input,
    Tensor output,
    @Nullable List<String> classes,
    @Nullable Picture picture,
    @Nullable Sound sound,
    ClipSpec clip,
    Golden golden,
    Map<String, String> provenance) {

  /** Rises when a member changes its meaning or is gone. */
  private static final int FORMAT = 1;

  /** A tensor by name, sides and meaning. */
  record Tensor(String name, List<Object> shape, String type, String values) {}

  /** How pixels are normalised. */
  record Picture(
      String colours,
      boolean normalisedByModel,
      String formula,
      double @Nullable [] mean,
      double @Nullable [] deviation) {}

  /** How sound becomes a spectrogram. */
  record Sound(
      @Nullable String frontEnd,
      @Nullable Integer sampleRateHertz,
      @Nullable Integer windowSamples,
      @Nullable String window,
      @Nullable Double hopSamples,
      @Nullable Integer fftSize,
      @Nullable Double gain,
      @Nullable String formula,
      @Nullable String melFilters) {}

  /** Files to try the model with. */
  record Golden(String input, String output, @Nullable String sound) {}

  static Description of(ExportSettings settings, String runtime, ExportedFiles files) {
    boolean picture = settings.spec().modality() == Modality.VIDEO;
    LinearHead head = settings.head();
    ExportedFiles.Sound sound = files.sound();
    return new Description(
        FORMAT,
        name(files.model()),
        runtime,
        settings.spec().toString(),
        settings.spec().modality().toString(),
        tensor(
            ExportedFiles.INPUT,
            picture
                ? settings.rawPixels() ? "red, green, blue from 0 to 255" : "normalised pixels"
                : "spectrogram, M time frames by F bands",
            settings.encoder().clipShape().getShape()),
        tensor(
            ExportedFiles.output(settings),
            head == null ? "feature of the clip" : "score of each class before the softmax",
            settings.outputWidth()),
        head == null ? null : head.classes(),
        picture ? picture(settings) : null,
        picture ? null : sound(settings.clip(), sound),
        settings.clip(),
        new Golden(
            name(files.input()),
            name(files.output()),
            sound == null ? null : name(sound.samples())),
        new TreeMap<>(settings.provenance()));
  }

  private static Tensor tensor(String name, String values, long... sides) {
    List<Object> shape = new ArrayList<>(List.of("N"));
    for (long side : sides) {
      shape.add(side);
    }
    return new Tensor(name, shape, "float32", values);
  }

  private static Picture picture(ExportSettings settings) {
    boolean own = settings.clip().normalization() == PictureNormalization.PER_CLIP;
    return new Picture(
        "RGB",
        settings.rawPixels(),
        own
            ? "(v / 255 - mean) / (deviation + "
                + FrameTransform.FLAT
                + "), mean and deviation of the clip's own values of a colour, in [0, 1]"
            : "(v / 255 - mean) / deviation",
        own ? null : FrameTransform.mean(),
        own ? null : FrameTransform.deviation());
  }

  private static Sound sound(ClipSpec clip, ExportedFiles.@Nullable Sound files) {
    if (files == null) {
      return new Sound(clip.audioFrontEnd(), null, null, null, null, null, null, null, null);
    }
    LogMelSettings s = new LogMelSpectrogram(clip).settings();
    return new Sound(
        null,
        s.sampleRateHertz(),
        s.windowSamples(),
        "symmetric Hann",
        s.hopSamples(),
        s.fftSize(),
        s.gain(),
        "frame m: samples / 32768 from round(m * hopSamples), times the window, zeros up to fftSize;"
            + " e = gain * melFilters . power spectrum; value = ln(e) if e > 2.718281828, else"
            + " e / 2.718281828; silence before and after the clip",
        name(files.melFilters()));
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
