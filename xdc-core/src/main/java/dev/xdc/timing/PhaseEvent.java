package dev.xdc.timing;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One stretch of a phase, in a recording of the JDK's Flight Recorder. */
@Name("dev.xdc.Phase")
@Label("Phase")
@Category("XDC")
@Description("A stretch of one phase of training")
@StackTrace(false)
final class PhaseEvent extends Event {
  @Label("Phase")
  String phase = "";

  @Label("Round")
  int round;

  @Label("Modality")
  String modality = "";
}
