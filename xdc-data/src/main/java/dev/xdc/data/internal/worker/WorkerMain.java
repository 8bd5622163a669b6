package dev.xdc.data.internal.worker;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The program: reads jobs from its standard input, does one after the other, and sends what comes
 * of them to its standard output. It ends when its input ends, whatever it is doing then.
 */
public final class WorkerMain {

  private final LinkedBlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
  private final Reply reply;
  private final Natives natives;
  private @Nullable OpenFile kept;

  private WorkerMain(Reply reply, Natives natives) {
    this.reply = reply;
    this.natives = natives;
  }

  /**
   * Runs the program.
   *
   * @param args the files of FFmpeg's libraries and of their bindings, in an order in which each
   *     finds those that it needs
   */
  public static void main(String[] args) throws Exception {
    Reply reply = new Reply(new FileOutputStream(FileDescriptor.out).getChannel());
    System.setOut(System.err);
    WorkerMain worker = new WorkerMain(reply, new Natives(args));
    Thread reader = new Thread(worker::readJobs, "xdc-worker-input");
    reader.setDaemon(true);
    reader.start();
    reply.add(Reply.READY, new byte[0]);
    reply.flush();
    while (true) {
      worker.work(worker.jobs.take());
    }
  }

  private void readJobs() {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in)))) {
      while (true) {
        jobs.add(Job.read(in));
      }
    } catch (IOException e) {
      // The parent is gone, or wants no more. A decoder that hangs must not keep this process.
      Runtime.getRuntime().halt(0);
    }
  }

  private void work(Job job) throws IOException {
    natives.clear();
    reply.end(outcome(job));
  }

  /** Returns the file that the job before left open if it serves this one; closes it otherwise. */
  private @Nullable OpenFile takeKept(Job job) {
    OpenFile open = kept;
    kept = null;
    if (open != null && (job.isProbe() || !open.serves(job))) {
      open.close();
      return null;
    }
    return open;
  }

  private Outcome outcome(Job job) throws IOException {
    OpenFile open = takeKept(job);
    try {
      if (job.isProbe()) {
        return new ProbeJob(job, natives, reply).run();
      }
      try (ClipJob clip = new ClipJob(job, natives, reply, open)) {
        Outcome outcome = clip.run();
        if (job.keepsOpen() && outcome.isClean()) {
          kept = clip.release();
        }
        return outcome;
      }
    } catch (FaultException e) {
      return new Outcome(String.valueOf(e.getMessage()), natives.said(), 0, 0, 0);
    }
  }
}
