package dev.xdc.benchmarks;

import ai.djl.Device;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The most memory that this process has held: resident memory, or that of a GPU. */
final class PeakMemory {
  private PeakMemory() {}

  /**
   * Measures, on Linux, in MB of 10^6 bytes. PyTorch keeps what it took of a GPU, so that what is
   * in use at the end was its peak; nothing else may run on the GPU.
   */
  static long megabytes(Device device) throws IOException {
    return device.isGpu() ? ofGpu(device.getDeviceId()) : resident();
  }

  private static long resident() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1_000_000;
      }
    }
    throw new IOException("/proc/self/status has no VmHWM");
  }

  private static long ofGpu(int id) throws IOException {
    Process query =
        new ProcessBuilder(
                "nvidia-smi",
                "--query-gpu=memory.used",
                "--format=csv,noheader,nounits",
                "-i",
                Integer.toString(id))
            .start();
    String mebibytes = new String(query.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return Long.parseLong(mebibytes.strip()) * 1_048_576 / 1_000_000;
  }
}
