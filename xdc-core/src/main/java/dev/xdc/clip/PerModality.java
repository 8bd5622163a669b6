package dev.xdc.clip;

import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * One value for each of the two streams of the method.
 *
 * <p>In the same-modality control experiment both streams read the same modality; the second one
 * then stands in the {@code audio} slot.
 *
 * @param <T> the type of the values
 * @param video the value of the video stream
 * @param audio the value of the audio stream
 */
public record PerModality<T>(T video, T audio) {

  /** Checks that neither value is null. */
  public PerModality {
    Objects.requireNonNull(video, "video");
    Objects.requireNonNull(audio, "audio");
  }

  /** Returns a pair that holds {@code value} twice. */
  public static <T> PerModality<T> both(T value) {
    return new PerModality<>(value, value);
  }

  /** Returns the value of {@code modality}. */
  public T get(Modality modality) {
    return modality == Modality.VIDEO ? video : audio;
  }

  /** Returns the pair with the values exchanged: the label exchange of XDC in one word. */
  public PerModality<T> swap() {
    return new PerModality<>(audio, video);
  }

  /** Applies {@code mapper} to the video value, then to the audio value. */
  public <R> PerModality<R> map(Function<? super T, ? extends R> mapper) {
    return new PerModality<>(mapper.apply(video), mapper.apply(audio));
  }

  /** Applies {@code mapper} to each modality and its value, video first. */
  public <R> PerModality<R> map(BiFunction<Modality, ? super T, ? extends R> mapper) {
    return new PerModality<>(
        mapper.apply(Modality.VIDEO, video), mapper.apply(Modality.AUDIO, audio));
  }

  /** Calls {@code action} for each modality and its value, video first. */
  public void forEach(BiConsumer<Modality, ? super T> action) {
    action.accept(Modality.VIDEO, video);
    action.accept(Modality.AUDIO, audio);
  }
}
