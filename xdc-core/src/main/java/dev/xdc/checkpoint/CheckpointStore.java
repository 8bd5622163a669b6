package dev.xdc.checkpoint;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import dev.xdc.clip.Modality;
import dev.xdc.clip.PerModality;
import dev.xdc.encoder.Encoder;
import dev.xdc.weights.EncoderWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the last rounds of a run in a folder, each written whole or not at all. */
public final class CheckpointStore {
  private static final Logger LOGGER = LoggerFactory.getLogger(CheckpointStore.class);
  private static final Gson GSON = new Gson();
  private static final String STATE = "state.json";
  private static final int KEPT = 2;

  private final Path folder;

  /** Keeps checkpoints in {@code folder}, which is made when the first one is saved. */
  public CheckpointStore(Path folder) {
    this.folder = folder;
  }

  /** Saves the state after a round and drops the ones before the last two. */
  public void save(RoundCheckpoint state, PerModality<Encoder> encoders) throws IOException {
    Files.createDirectories(folder);
    Path target = folder.resolve("round-%04d".formatted(state.round()));
    Path temporary = folder.resolve(target.getFileName() + ".tmp");
    delete(temporary);
    Files.createDirectories(temporary);
    for (Modality stream : Modality.values()) {
      EncoderWeights.save(encoders.get(stream), weights(temporary, stream));
    }
    Files.writeString(temporary.resolve(STATE), GSON.toJson(state));
    delete(target);
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    List<Path> all = rounds();
    for (Path old : all.subList(Math.min(KEPT, all.size()), all.size())) {
      delete(old);
    }
  }

  /**
   * Loads the newest complete checkpoint into {@code encoders}, which must be initialised. One that
   * cannot be read is skipped with a warning.
   */
  public Optional<RoundCheckpoint> restore(PerModality<Encoder> encoders) throws IOException {
    for (Path round : rounds()) {
      try {
        RoundCheckpoint state = read(round);
        for (Modality stream : Modality.values()) {
          EncoderWeights.load(encoders.get(stream), weights(round, stream));
        }
        return Optional.of(state);
      } catch (IOException | JsonParseException e) {
        LOGGER.warn("checkpoint {} is skipped, the one before is used: {}", round, e.getMessage());
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the state of the newest checkpoint whose state can be read, without touching weights.
   */
  public Optional<RoundCheckpoint> newest() throws IOException {
    for (Path round : rounds()) {
      try {
        return Optional.of(read(round));
      } catch (IOException | JsonParseException e) {
        LOGGER.warn("checkpoint {} cannot be read: {}", round, e.getMessage());
      }
    }
    return Optional.empty();
  }

  private static RoundCheckpoint read(Path round) throws IOException {
    RoundCheckpoint state =
        GSON.fromJson(Files.readString(round.resolve(STATE)), RoundCheckpoint.class);
    if (state == null) {
      throw new IOException(round.resolve(STATE) + " is empty");
    }
    Objects.requireNonNull(state.settings(), "settings");
    return state;
  }

  private static Path weights(Path round, Modality stream) {
    return round.resolve(stream + ".safetensors");
  }

  /** Returns the folders of complete rounds, newest first. */
  private List<Path> rounds() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(p -> p.getFileName().toString().matches("round-\\d{4,}"))
          .sorted(Comparator.comparing(Path::getFileName).reversed())
          .toList();
    }
  }

  private static void delete(Path path) throws IOException {
    if (Files.exists(path)) {
      try (Stream<Path> entries = Files.walk(path)) {
        for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(entry);
        }
      }
    }
  }
}
