package dev.xdc.cli.command;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.util.Utils;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.engine.ConvolutionCheck;
import dev.xdc.engine.TorchEngine;
import dev.xdc.internal.file.CacheFolder;
import dev.xdc.internal.file.JsonFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** One check of the machine. */
public enum Checkup {
  JAVA {
    @Override
    Finding check() {
      int feature = Runtime.version().feature();
      return new Finding(
          feature >= 17,
          Runtime.version()
              + " of "
              + System.getProperty("java.vendor")
              + ", "
              + System.getProperty("java.home")
              + (feature >= 17 ? "" : "; install Java 17 or newer"));
    }
  },
  SYSTEM {
    @Override
    Finding check() {
      return Finding.ok(
          System.getProperty("os.name")
              + " "
              + System.getProperty("os.version")
              + ", "
              + System.getProperty("os.arch")
              + ", cores: "
              + Runtime.getRuntime().availableProcessors());
    }
  },
  MEMORY {
    /** The demonstration keeps its decoded clips in a quarter of the heap. */
    private static final long LEAST_HEAP = 512L << 20;

    @Override
    Finding check() {
      long heap = Runtime.getRuntime().maxMemory();
      long machine =
          ManagementFactory.getOperatingSystemMXBean()
                  instanceof com.sun.management.OperatingSystemMXBean os
              ? os.getTotalMemorySize()
              : 0;
      return new Finding(
          heap >= LEAST_HEAP,
          "heap up to "
              + (heap >> 20)
              + " MB, machine "
              + (machine >> 20)
              + " MB"
              + (heap >= LEAST_HEAP ? "" : "; start Java with -Xmx2g"));
    }
  },
  ENGINE {
    @Override
    Finding check() {
      Engine engine = TorchEngine.ready();
      try (NDManager manager = engine.newBaseManager()) {
        NDArray square = manager.create(new float[][] {{1, 2}, {3, 4}});
        float trace = square.dot(square).get(1, 1).getFloat();
        return new Finding(
            trace == 22,
            engine.getEngineName()
                + " "
                + engine.getVersion()
                + ", threads: "
                + System.getProperty("ai.djl.pytorch.num_threads", "default")
                + ", natives in "
                + Utils.getEngineCacheDir("pytorch")
                + (trace == 22
                    ? ""
                    : "; a matrix product came out wrong: delete that folder and try again"));
      }
    }
  },
  NUMERICS {
    @Override
    Finding check() {
      Map<Integer, Double> wrong = ConvolutionCheck.wrongChannels();
      return Finding.ok(
          wrong.isEmpty()
              ? "convolutions agree with double precision"
              : "PyTorch's convolutions of "
                  + wrong.keySet()
                  + " channels are wrong on this processor; built-in encoders compute around them,"
                  + " networks of your own may not");
    }
  },
  DEVICES {
    @Override
    Finding check() {
      Engine engine = TorchEngine.ready();
      return Finding.ok("default " + engine.defaultDevice() + ", GPUs: " + engine.getGpuCount());
    }
  },
  FFMPEG {
    @Override
    Finding check() throws IOException {
      return Finding.ok(FfmpegPrograms.find().toString());
    }
  },
  DECODING {
    @Override
    Finding check() throws IOException {
      return Finding.ok(DecodingTest.run(FfmpegPrograms.find()));
    }
  },
  CACHE {
    @Override
    Finding check() throws IOException {
      Path media = CacheFolder.ofUser();
      Path engine = Utils.getEngineCacheDir();
      String failure = writable(media, "XDC_CACHE") + writable(engine, "DJL_CACHE_DIR");
      return new Finding(failure.isEmpty(), media + " and " + engine + failure);
    }
  },
  FOLDER {
    @Override
    Finding check() throws IOException {
      Path here = Path.of("").toAbsolutePath();
      String failure = writable(here, "");
      return new Finding(
          failure.isEmpty(), here + (failure.isEmpty() ? " can be written to" : failure));
    }
  };

  /** What a check found, with the remedy if it is not well. */
  record Finding(boolean ok, String detail) {
    static Finding ok(String detail) {
      return new Finding(true, detail);
    }
  }

  abstract Finding check() throws IOException;

  /** Checks; a failure becomes a finding. */
  Finding examine() {
    try {
      return check();
    } catch (IOException | RuntimeException | LinkageError e) {
      String message = e.getMessage() == null ? e.toString() : e.getMessage();
      return new Finding(false, JsonFile.oneLine(message));
    }
  }

  /** Returns nothing if files can be made in {@code folder}, else what to do. */
  static String writable(Path folder, String variable) throws IOException {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".xdc-", ".tmp"));
      return "";
    } catch (IOException e) {
      return "; "
          + folder
          + " cannot be written to: "
          + (variable.isEmpty() ? "change to another folder" : "set " + variable + " to another");
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
