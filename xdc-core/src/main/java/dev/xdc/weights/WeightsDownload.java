package dev.xdc.weights;

import dev.xdc.internal.file.CacheFolder;
import dev.xdc.internal.file.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fetches published weights into a folder, once. What an interrupted download left there is gone on
 * with, and only a file with the right hash gets its name.
 */
public final class WeightsDownload {
  private static final int TIMEOUT_MILLIS = 30_000;

  /** Eight times the largest of the published files. */
  private static final long MOST_BYTES = 1L << 30;

  /**
   * For all of a file: a server that sends a byte now and then does not hold a process for ever.
   */
  private static final Duration LONGEST = Duration.ofHours(6);

  private final Path folder;
  private final Progress progress;

  /** Hears how far a download is. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Some more bytes are there.
     *
     * @param done of {@code all} bytes
     * @param all -1 if the server does not report it
     */
    void onBytes(long done, long all);
  }

  /**
   * Keeps files in {@code folder}, which is made if missing.
   *
   * @param progress called every 64 KiB
   */
  public WeightsDownload(Path folder, Progress progress) {
    this.folder = folder;
    this.progress = progress;
  }

  /**
   * Returns this user's folder for weights: {@code weights} in the folder that the environment
   * variable {@code XDC_CACHE} names, or in {@code ~/.cache/xdc}.
   */
  public static Path cache() {
    return CacheFolder.ofUser().resolve("weights");
  }

  /** Returns the file of {@code weights}, fetched from their publisher unless it is here. */
  public Path fetch(PretrainedWeights weights) throws IOException {
    return fetch(weights.uri(), weights.fileName(), weights.sha256Prefix());
  }

  /**
   * Returns a file of any publisher, fetched unless it is here.
   *
   * @param uri where it is offered, by http or https
   * @param name the file's name in the folder
   * @param sha256Prefix the first hex digits of its hash
   * @throws IOException if the server cannot be reached or answers otherwise, if the transfer
   *     breaks off (what has come stays, the next call resumes), or if the hash is wrong (what has
   *     come is deleted)
   */
  public Path fetch(URI uri, String name, String sha256Prefix) throws IOException {
    Path file = folder.resolve(name);
    if (Files.exists(file)) {
      Sha256.require(file, sha256Prefix);
      return file;
    }
    Files.createDirectories(folder);
    Path part = folder.resolve(name + ".part");
    try (FileChannel out = lock(part)) {
      transfer(uri, out);
    } catch (PartException e) {
      throw e;
    } catch (IOException e) {
      if (Files.size(part) == 0) {
        Files.delete(part);
      }
      String reason = e instanceof UnknownHostException ? "its host is not known" : e.getMessage();
      throw new IOException(
          "%s: %s; run it again to resume, or fetch the file elsewhere and put it into %s"
              .formatted(uri, reason, folder),
          e);
    }
    try {
      Sha256.require(part, sha256Prefix);
    } catch (IOException e) {
      Files.delete(part);
      throw new IOException(
          "%s sent a file whose SHA-256 does not start with %s; it was deleted"
              .formatted(uri, sha256Prefix),
          e);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    return file;
  }

  /** Opens a file that nobody else fetches, and that is not somewhere else by a link. */
  private static FileChannel lock(Path part) throws IOException {
    Set<OpenOption> options =
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    FileChannel channel;
    try {
      channel = FileChannel.open(part, options);
    } catch (IOException e) {
      throw new PartException(part + " is a link or cannot be written: delete it", e);
    }
    boolean locked;
    try {
      locked = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      locked = false;
    }
    if (!locked) {
      channel.close();
      throw new PartException(part + " is being fetched already: wait until that ends", null);
    }
    return channel;
  }

  /** Says what is wrong with the file to write to. */
  private static final class PartException extends IOException {
    private static final long serialVersionUID = 1L;

    PartException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** Appends what the file lacks, or starts anew if the server cannot resume. */
  private void transfer(URI uri, FileChannel part) throws IOException {
    long have = part.size();
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    try {
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      connection.setRequestProperty("Accept-Encoding", "identity");
      if (have > 0) {
        connection.setRequestProperty("Range", "bytes=" + have + "-");
      }
      int code = connection.getResponseCode();
      boolean goesOn = code == HttpURLConnection.HTTP_PARTIAL && startsAt(connection, have);
      if (code == 416 && have > 0) { // nothing is left: it is complete, or of another file
        return;
      }
      if (code != HttpURLConnection.HTTP_OK && !goesOn) {
        throw new IOException("the server answers " + code);
      }
      long length = connection.getContentLengthLong();
      long all = length < 0 ? -1 : length + (goesOn ? have : 0);
      if (all > MOST_BYTES) {
        throw new IOException("the server offers " + all + " bytes, far too many");
      }
      if (!goesOn) {
        part.truncate(0);
      }
      part.position(part.size());
      try (InputStream in = connection.getInputStream()) {
        copy(in, Channels.newOutputStream(part), goesOn ? have : 0, all);
      }
    } finally {
      connection.disconnect();
    }
  }

  private static boolean startsAt(HttpURLConnection connection, long position) {
    String range = connection.getHeaderField("Content-Range");
    return range != null && range.startsWith("bytes " + position + "-");
  }

  private void copy(InputStream in, OutputStream out, long before, long all) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long done = before;
    long end = System.nanoTime() + LONGEST.toNanos();
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      out.write(buffer, 0, read);
      done += read;
      if (done > MOST_BYTES) {
        throw new IOException("the server sends more than " + MOST_BYTES + " bytes");
      }
      if (System.nanoTime() - end > 0) {
        throw new IOException("the transfer takes longer than " + LONGEST.toHours() + " hours");
      }
      progress.onBytes(done, all);
    }
    if (all >= 0 && done < all) {
      throw new IOException("the transfer broke off after " + done + " of " + all + " bytes");
    }
  }
}
