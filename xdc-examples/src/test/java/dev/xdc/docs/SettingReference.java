package dev.xdc.docs;

import dev.xdc.NamedSettings;
import dev.xdc.Preset;
import dev.xdc.clip.ClipSpec;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.train.TrainingPlan;
import dev.xdc.train.XdcConfig;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Every setting that {@code --set} takes as Markdown: its meaning, and its value in each preset.
 */
final class SettingReference {
  private static final Map<String, Class<?>> RECORDS =
      Map.of(
          "clip", ClipSpec.class,
          "video", EncoderSpec.class,
          "audio", EncoderSpec.class,
          "config", XdcConfig.class,
          "supervised", TrainingPlan.class);

  private static final Map<String, String> HEADINGS = new LinkedHashMap<>();

  static {
    HEADINGS.put("clusters", "Clusters");
    HEADINGS.put("clip", "Clips");
    HEADINGS.put("video", "Video encoder");
    HEADINGS.put("audio", "Audio encoder");
    HEADINGS.put("config", "Pretraining");
    HEADINGS.put("supervised", "Supervised pretraining");
  }

  private static final List<String> SHOWN = List.of("tiny", "demo", "small", "paper");

  private final Map<String, Map<String, Object>> presets = new LinkedHashMap<>();

  SettingReference() {
    presets.put("tiny", NamedSettings.of(Preset.tiny()));
    presets.put("demo", NamedSettings.of(Preset.demo()));
    presets.put("small", NamedSettings.of(Preset.small()));
    presets.put("paper", NamedSettings.of(Preset.paper()));
    presets.put("audioset", NamedSettings.of(Preset.audioSet()));
    presets.put("instagram", NamedSettings.of(Preset.instagram()));
  }

  String text() throws IOException {
    StringBuilder page = new StringBuilder();
    for (Map.Entry<String, String> heading : HEADINGS.entrySet()) {
      page.append("\n## ").append(heading.getValue()).append("\n\n| setting | meaning |");
      SHOWN.forEach(preset -> page.append(' ').append(preset).append(" |"));
      page.append("\n| --- | --- |").append(" --- |".repeat(SHOWN.size())).append('\n');
      for (String name : presets.get("tiny").keySet()) {
        boolean here = name.equals(heading.getKey()) || name.startsWith(heading.getKey() + ".");
        String meaning = here ? meaning(name) : "";
        if (here && !meaning.contains("no meaning for " + heading.getKey())) {
          page.append("| `").append(name).append("` | ").append(meaning).append(" |");
          SHOWN.forEach(preset -> page.append(' ').append(value(preset, name)).append(" |"));
          page.append('\n');
        }
      }
    }
    return page.append(others()).toString();
  }

  private String others() {
    StringBuilder page =
        new StringBuilder("\n## Presets audioset and instagram\n\nThey are preset paper but for:\n")
            .append("\n| setting | paper | audioset | instagram |\n| --- | --- | --- | --- |\n");
    List<String> three = List.of("paper", "audioset", "instagram");
    for (String name : presets.get("paper").keySet()) {
      List<String> values = three.stream().map(preset -> value(preset, name)).toList();
      if (values.stream().distinct().count() > 1) {
        page.append("| `%s` | %s |\n".formatted(name, String.join(" | ", values)));
      }
    }
    return page.toString();
  }

  private String value(String preset, String name) {
    return Objects.toString(presets.get(preset).get(name), "").replaceAll("\\.0$", "");
  }

  /** Returns what the Javadoc of the record says of its component. */
  private static String meaning(String name) throws IOException {
    if (name.equals("clusters")) {
      return parameter(Preset.class, name);
    }
    String[] path = name.split("\\.");
    Class<?> record = RECORDS.get(path[0]);
    for (int i = 1; i < path.length - 1; i++) {
      record = component(record, path[i]).getType();
    }
    String last = path[path.length - 1];
    Object[] choices = component(record, last).getType().getEnumConstants();
    return parameter(record, last)
        + (choices == null ? "" : ". One of " + Arrays.toString(choices).replaceAll("[\\[\\]]", ""))
        + (path[1].equals("lastSchedule") ? " (last round)" : "");
  }

  private static RecordComponent component(Class<?> record, String name) {
    return Arrays.stream(record.getRecordComponents())
        .filter(part -> part.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String parameter(Class<?> record, String name) throws IOException {
    String source = Files.readString(source(record));
    Matcher found =
        Pattern.compile("@param " + name + " (.*?)(?=\\n \\* @|\\n \\*/)", Pattern.DOTALL)
            .matcher(source);
    if (!found.find()) {
      throw new IOException(record + " does not describe " + name);
    }
    return found
        .group(1)
        .replaceAll("\\s*\\n \\*\\s*", " ")
        .replaceAll("\\{@link (?:[^}#]*#)?([^}]*)}", "`$1`")
        .replaceAll("\\{@code ([^}]*)}", "`$1`")
        .replace("|", "\\|");
  }

  private static Path source(Class<?> record) throws IOException {
    String name = record.getName().replace('.', '/') + ".java";
    try (Stream<Path> modules = Files.list(Path.of(".."))) {
      return modules
          .map(module -> module.resolve("src/main/java").resolve(name))
          .filter(Files::exists)
          .findFirst()
          .orElseThrow();
    }
  }
}
