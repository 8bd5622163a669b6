package dev.xdc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles the Java of the README and the guides, but for blocks that other tests hold. */
class DocsJavaTest {
  /** Compiled and run elsewhere: {@code GuideTest} of two modules, {@code ExamplesPageTest}. */
  private static final Set<String> HELD_ELSEWHERE =
      Set.of(
          "docs/guides/djl-and-export.md",
          "docs/examples.md",
          "docs/guides/spark.md"); // by xdc-spark, as there is no Spark on this class path

  private static final String IMPORTS =
      List.of(
              "ai.djl.Device",
              "ai.djl.nn.*",
              "ai.djl.nn.core.*",
              "dev.xdc.*",
              "dev.xdc.clip.*",
              "dev.xdc.data.reader.*",
              "dev.xdc.data.sets.*",
              "dev.xdc.encoder.*",
              "dev.xdc.feature.*",
              "dev.xdc.search.*",
              "java.nio.file.Path",
              "java.util.*")
          .stream()
          .map(name -> "import " + name + ";\n")
          .collect(Collectors.joining());

  /** What blocks take as given. */
  private static final String GIVEN =
      "Path folder, String id, String file, String label, float[] feature, float[] other";

  @TempDir Path classes;

  /** A source file in memory. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  @Test
  void javaOfThePagesCompiles() throws IOException {
    List<JavaFileObject> sources = new ArrayList<>();
    for (Page page : Page.all()) {
      if (!HELD_ELSEWHERE.contains(page.name())) {
        for (String block : page.blocks("java")) {
          String name = page.name().replaceAll("\\W", "_") + sources.size();
          sources.add(new Source(name, program(name, block)));
        }
      }
    }
    assertThat(sources).hasSizeGreaterThan(5);

    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    StringWriter faults = new StringWriter();
    List<String> options =
        List.of("-proc:none", "-nowarn", "-classpath", path, "-d", classes.toString());
    boolean compiled = compiler.getTask(faults, null, null, options, null, sources).call();
    assertThat(compiled).as(faults.toString()).isTrue();
  }

  /** Puts a block into a class: its imports, and a type or statements. */
  private static String program(String name, String block) {
    String imports =
        block.lines().filter(l -> l.startsWith("import ")).collect(Collectors.joining("\n"));
    String body =
        block.lines().filter(l -> !l.startsWith("import ")).collect(Collectors.joining("\n"));
    String member =
        body.strip().startsWith("record ")
            ? body
            : "static void show(" + GIVEN + ") throws Exception {\n" + body + "\n}";
    return IMPORTS + imports + "\nfinal class " + name + " {\n" + member + "\n}\n";
  }
}
