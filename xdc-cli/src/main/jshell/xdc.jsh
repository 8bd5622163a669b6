/env -class-path @project.build.outputDirectory@@path.separator@@xdc.classpath@
System.setProperty("jshell", "true"); // else DJL takes JShell for a debugger and hides the contents of arrays
System.setProperty("ai.djl.offline", "true");
System.setProperty("org.slf4j.simpleLogger.log.dev.xdc", "warn");
import dev.xdc.*;
import dev.xdc.clip.*;
import dev.xdc.cluster.*;
import dev.xdc.encoder.*;
import dev.xdc.engine.*;
import dev.xdc.eval.*;
import dev.xdc.feature.*;
import dev.xdc.label.*;
import dev.xdc.train.*;
import dev.xdc.weights.*;
import dev.xdc.data.media.*;
import dev.xdc.data.reader.*;
import dev.xdc.data.sample.*;
import dev.xdc.data.synth.*;
import dev.xdc.data.transform.*;
import dev.xdc.suite.*;
import dev.xdc.suite.compare.*;
import dev.xdc.suite.run.*;
import ai.djl.Device;
import ai.djl.ndarray.*;
import ai.djl.ndarray.index.*;
import ai.djl.ndarray.types.*;
import ai.djl.nn.*;
System.out.println("XDC @project.version@. Type dev.xdc. and press Tab to look around, /exit to leave.");
